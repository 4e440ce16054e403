/** Formats of a review as a plain list: a schema library would come to the console along with the schemas. */

/** A review to hand on: a page that needs nothing beside itself, a workbook, or the page printed. */
export const reviewFormats = ['html', 'xlsx', 'pdf'] as const;

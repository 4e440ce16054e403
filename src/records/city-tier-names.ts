/** Stands for cities that no tier of the table names; pages and exports have their own words for it. */
export const otherCities = '-';

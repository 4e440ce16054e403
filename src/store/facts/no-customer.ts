/** Lines without a customer carry this id: kept for product figures, outside customer figures. */
export const noCustomer = '00000000-0000-0000-0000-000000000000';

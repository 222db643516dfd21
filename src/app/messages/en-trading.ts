/** Texts of orders: what they are refused for, in words. */

export const enTradingErrors = {
  order: {
    not_found: "There is no order {orderId} that you may see.",
  },
};

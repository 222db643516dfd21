/** English texts of the market pages: chart, instruments, imports, backtests. Merged into the catalog by `./catalog`. */
export const enMarket = {};

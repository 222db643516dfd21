/** German texts of `app`. */
export const app = {
  name: "Bifrost Trader",
  description: "Eine Handelsplattform auf eigenem Server",
  skip: "Zum Inhalt springen",
};

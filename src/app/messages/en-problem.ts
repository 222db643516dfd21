/** What is said when a page breaks. By itself: the page that is shown when everything broke loads no other text. */
export const enProblem = {
  notFoundTitle: "There is no such page",
  notFound: "The address may have a typing error, or what it showed is gone.",
  toDesk: "To the desk",
  incident: "Stop trading without script",
  brokeTitle: "This page broke",
  broke: "The rest of the product goes on. Nothing you did was lost on the server.",
  away: {
    databaseTitle: "The database does not answer",
    database: "It is mostly back within seconds; this page then loads by itself. What was saved is safe.",
    serverTitle: "The server does not answer",
    server: "It may be starting again; this page then loads by itself. What was saved is safe.",
  },
  again: "Try again",
  digest: "Quote this when asking for help: {digest}",
  noAccessTitle: "This is for administrators",
  noAccess: "Your role does not include it. Ask an administrator of this installation.",
};

/** English texts of what is tried beside a deployment, and of how far it may go. */
export const enDeploymentTrials = {
  deploymentTrials: {
    mode: {
      shadow: "SHADOW",
      shadowHint: "It runs on live data and fills by the bar model of the engine. None of its orders leaves.",
    },
    shadow: {
      button: "Run a shadow",
      title: "Run a shadow of “{name}”",
      text: "It decides on the same bars beside this one and fills by the bar model. None of its orders leaves.",
      name: "{name}, shadow",
      version: "Version",
      numbered: "Version {number, number}",
      create: "Create the shadow",
    },
    compare: {
      title: "Shadows",
      failed: "The shadows could not be read.",
      noBars: "Both have decided on no bar in common yet.",
      over: "{alike} of {decisions} decisions alike, {from} to {to}",
      which: "Deployment",
      signals: "Signals",
      fills: "Fills",
      pnl: "P&L, {currency}",
      trades: "{version}, trades",
      shadow: "{version}, shadow",
      first: "First difference at {time}, {symbol}, {what}: {live} traded, {shadow} in the shadow.",
    },
  },
};

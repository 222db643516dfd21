export const deploymentHref = (deploymentId: string) => `/strategies/deployments/${deploymentId}`;

export { makeNotifyEnd } from "./job-end";
export {
  addNotification,
  listNotifications,
  markRead,
  pruneNotifications,
} from "./notifications";

export { makeNotifyEnd } from "./job-end";
export {
  addNotification,
  listNotifications,
  markRead,
  type NewNotification,
  pruneNotifications,
} from "./notifications";

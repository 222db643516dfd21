export {
  addNotification,
  listNotifications,
  markRead,
  type NewNotification,
  pruneNotifications,
} from "./notifications";

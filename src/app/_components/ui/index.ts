/** The kit: every control and mark the pages are made of. One door. */
export { Button } from "./button";
export { Checkbox } from "./checkbox";
export { Combobox } from "./combobox";
export { ConfirmDialog } from "./confirm-dialog";
export { Field } from "./field";
export { provideFloating, useFloatingAhead } from "./floating/load";
export type { MenuItem } from "./floating/props";
export { IconButton } from "./icon-button";
export { Kbd } from "./kbd";
export { lateDialog, lazily } from "./lazily";
export { Link } from "./link";
export {
  Chip,
  Lamp,
  type LampState,
  Progress,
  SignedNumber,
  Skeleton,
  StaleBadge,
} from "./marks";
export { Note } from "./note";
export { NumberInput } from "./number-input";
export { type ComboboxOption, filterOptions } from "./options";
export { Dialog, Menu, Popover, Sheet } from "./overlays";
export { PageHead } from "./page-head";
export { Banner, Panel, PanelHead } from "./panel";
export { Segmented } from "./segmented";
export { Select } from "./select";
export { EmptyState, FailedState, SkeletonRows } from "./states";
export { Strip, type StripItem } from "./strip";
export { Tabs } from "./tabs";
export { TextInput } from "./text-input";
export { WhenSeen } from "./when-seen";

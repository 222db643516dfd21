/** The kit: every control and mark the pages are made of. One door. */
export { Button } from "./button";
export { Checkbox } from "./checkbox";
export { Combobox } from "./combobox";
export { Field } from "./field";
export { provideFloating, useFloatingAhead } from "./floating/load";
export type { MenuItem } from "./floating/props";
export { IconButton } from "./icon-button";
export {
  NumberInput,
  Select,
} from "./inputs";
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
export { type ComboboxOption, filterOptions } from "./options";
export { ConfirmDialog, Dialog, Menu, Popover, Sheet } from "./overlays";
export { Banner, Note, PageHead, Panel, PanelHead, Strip, type StripItem } from "./panel";
export { Segmented, Tabs } from "./segmented";
export { EmptyState, FailedState, SkeletonRows } from "./states";
export { TextInput } from "./text-input";
export { WhenSeen } from "./when-seen";

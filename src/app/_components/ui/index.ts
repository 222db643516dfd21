/** The kit: every control and mark the pages are made of. One door. */
export { Button, IconButton } from "./button";
export { Combobox, type ComboboxOption, filterOptions } from "./combobox";
export { Field } from "./field";
export {
  Checkbox,
  NumberInput,
  Select,
  TextInput,
} from "./inputs";
export { Link } from "./link";
export {
  Chip,
  Kbd,
  Lamp,
  type LampState,
  Progress,
  SignedNumber,
  Skeleton,
  StaleBadge,
} from "./marks";
export { ConfirmDialog, Dialog, Menu, type MenuItem, Popover, Sheet } from "./overlays";
export { Banner, Note, PageHead, Panel, PanelHead, Strip, type StripItem } from "./panel";
export { Segmented, Tabs } from "./segmented";
export { EmptyState, FailedState, SkeletonRows } from "./states";
export { TooltipProvider } from "./tooltip";

/** The kit: every control and mark the pages are made of. One door. */
export { Button, type ButtonProps, IconButton, type IconButtonProps } from "./button";
export { Combobox, type ComboboxOption, type ComboboxProps, filterOptions } from "./combobox";
export { CONTROL, Field, type FieldProps, useFieldWiring } from "./field";
export {
  Checkbox,
  type CheckboxProps,
  NumberInput,
  type NumberInputProps,
  Select,
  type SelectOption,
  type SelectProps,
  TextInput,
  type TextInputProps,
} from "./inputs";
export {
  Chip,
  Gauge,
  Kbd,
  Lamp,
  type LampState,
  Progress,
  SignedNumber,
  Skeleton,
  StaleBadge,
  type Tone,
} from "./marks";
export { ConfirmDialog, Dialog, Menu, type MenuItem, Popover, Sheet } from "./overlays";
export { Banner, Note, PageHead, Panel, PanelHead, Strip, type StripItem } from "./panel";
export { Segmented, type SegmentedOption, type TabItem, Tabs } from "./segmented";
export { EmptyState, FailedState, SkeletonRows } from "./states";
export { Tooltip, TooltipProvider } from "./tooltip";

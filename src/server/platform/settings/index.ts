export { readSetting, type SettingKey, writeSetting } from "./settings";

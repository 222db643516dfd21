export declare const COMPILE_HINT: string;
export declare function hintScripts(folder: string): void;

/**
 * The list by itself, for whoever loads it late: the package is CommonJS, and where a bundle imports that late its names are not
 * there; of a module that imports it they are.
 */
export { dictionary } from "@zxcvbn-ts/language-common";

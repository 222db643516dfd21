/** Forms made from descriptions: a strategy's parameters, or the zod schema that checks them. */
export { Form, FormField, FormFields, ToCorrect } from "./fields";
export {
  type FieldSpec,
  type ParameterField,
  parameterDefaults,
  parameterSchema,
  specsOfParameters,
  specsOfSchema,
} from "./spec";
export { useFaultFocus } from "./use-fault-focus";
export { placeFailure, useCheckedForm, useZodForm } from "./use-zod-form";
export { useIssueWords, useParameterWords, useSentence } from "./words";

// Of zod its settings alone: schemas come with the pages that have any.
import { config } from "zod/v4/core";

// Before any schema exists: zod otherwise tries whether it may compile code, which the content security policy reports.
config({ jitless: true });

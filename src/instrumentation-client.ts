import { z } from "zod";

// Before any schema exists: zod otherwise tries whether it may compile code, which the content security policy reports.
z.config({ jitless: true });

/**
 * Before any schema exists: zod otherwise tries whether it may compile code, which the content security policy reports. It keeps its
 * settings here for all of its copies on a page; asking it to set them would bring a part of it to every page.
 */
Object.assign(globalThis, { __zod_globalConfig: { jitless: true } });

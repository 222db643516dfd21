/** What floats: the only things in the product with a shadow. */
export const FLOAT = "float-in z-50 rounded-8 border border-line-2 bg-bg-2 text-12 shadow-float";

/** A passing word lies above what is open: whoever answers it has not left the dialog. */
export function keepForToasts(event: { readonly target: EventTarget | null; preventDefault(): void }): void {
  if (event.target instanceof Element && event.target.closest("[data-sonner-toaster]") !== null) event.preventDefault();
}

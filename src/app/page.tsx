import { redirect } from "next/navigation";

/** Home is what one has, what needs one, and what to do next. */
export default function HomePage() {
  redirect("/home");
}

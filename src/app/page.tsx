import { redirect } from "next/navigation";

/** Home is the desk: the chart of what one looked at last, or of the sample data. */
export default function HomePage() {
  redirect("/chart");
}

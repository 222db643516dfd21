import type { Metadata } from "next";
import { EntryFrame } from "./_components/entry/entry-frame";
import { NotFound } from "./_components/entry/problem";
import { messages } from "./messages/catalog";

export const metadata: Metadata = { title: messages.problem.notFoundTitle };

export default function NotFoundPage() {
  return (
    <EntryFrame>
      <NotFound />
    </EntryFrame>
  );
}

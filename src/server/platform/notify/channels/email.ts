import { createTransport } from "nodemailer";
import { type Channel, linkOf, type Message, SEND_TIMEOUT_MS, type SendAnswer, shortAnswer } from "./port";

export interface MailServer {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte (465). Without it STARTTLS is used wherever the server has it. */
  readonly secure: boolean;
  readonly user: string | null;
  readonly password: string | null;
  /** Who it comes from: `Bifrost <bifrost@example.com>`. */
  readonly from: string;
}

const SUBJECT_CHARS_MAX = 150;

/** One e-mail by SMTP. The message's id is its Message-ID: a mailbox that knows it shows a second copy once. */
export function makeEmailChannel(server: MailServer, to: string): Channel {
  const { host, port, secure, user, password, from } = server;
  return {
    async send(message, signal) {
      // One connection a message: alerts are few, and a pool would outlive a change of settings.
      const transport = createTransport({
        host,
        port,
        secure,
        // A password never goes over a line that anybody can read.
        requireTLS: user !== null && !secure && !isLocal(host),
        ...(user === null ? {} : { auth: { user, pass: password ?? "" } }),
        connectionTimeout: SEND_TIMEOUT_MS / 2,
        greetingTimeout: SEND_TIMEOUT_MS / 2,
        socketTimeout: SEND_TIMEOUT_MS,
        disableFileAccess: true,
        disableUrlAccess: true,
      });
      const stop = () => transport.close();
      const late = setTimeout(stop, SEND_TIMEOUT_MS);
      signal.addEventListener("abort", stop, { once: true });
      try {
        const sent = await transport.sendMail(mailOf(message, { from, to }));
        return { kind: "sent", answer: shortAnswer(sent.response) };
      } catch (error) {
        return meaningOf(error);
      } finally {
        clearTimeout(late);
        signal.removeEventListener("abort", stop);
        transport.close();
      }
    },
  };
}

const isLocal = (host: string): boolean => host === "localhost" || host === "::1" || host.startsWith("127.");

function mailOf(message: Message, { from, to }: { readonly from: string; readonly to: string }) {
  const link = linkOf(message);
  const domain = message.publicUrl === null ? "bifrost.invalid" : new URL(message.publicUrl).hostname;
  return {
    from,
    to,
    subject: shortAnswer(`[Bifrost] ${message.text}`).slice(0, SUBJECT_CHARS_MAX),
    text: [message.text, new Date(message.atMs).toISOString(), ...(link === null ? [] : [link])].join("\n\n"),
    messageId: `<${message.messageId}@${domain}>`,
    date: new Date(message.atMs),
    headers: {
      "Auto-Submitted": "auto-generated",
      ...(message.severity === "failure" ? { Importance: "high" } : {}),
    },
  };
}

/** By RFC 5321: 4yz may pass later, 550, 551 and 553 at the recipient say that nobody is there, other 5yz that something is wrong with us. */
function meaningOf(error: unknown): SendAnswer {
  const said = error instanceof Error ? error : new Error(String(error));
  const status = "responseCode" in said && typeof said.responseCode === "number" ? said.responseCode : null;
  const code = "code" in said && typeof said.code === "string" ? said.code : "";
  const command = "command" in said && typeof said.command === "string" ? said.command : "";
  const response = "response" in said && typeof said.response === "string" ? said.response : "";
  const answer = shortAnswer(response === "" ? (code === "" ? "connection broke" : code) : response);
  if (status !== null && status >= 500) {
    const isNobody = command === "RCPT TO" && [550, 551, 553].includes(status);
    return { kind: isNobody ? "gone" : "refused", answer };
  }
  if (code === "EAUTH" || code === "ETLS") return { kind: "refused", answer };
  return { kind: "later", answer, afterMs: null };
}

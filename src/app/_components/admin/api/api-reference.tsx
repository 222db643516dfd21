import { Chip, PanelHead } from "@/app/_components/ui";
import { messages } from "@/app/messages/catalog";
import type { ReferenceRoute, ReferenceSection } from "@/server/api/rest/reference";

const words = messages.apiReference;

/** Every address of the API for programs, as the server checks them. Rendered on the server; works without script. */
export function ApiReference({ sections }: { readonly sections: readonly ReferenceSection[] }) {
  return (
    <>
      <PanelHead
        title={words.title}
        sub={words.lead}
        tools={
          <a href="/api/v1/openapi.json" className="text-12 underline">
            {words.document}
          </a>
        }
      />
      <div className="min-h-0 flex-1 overflow-auto max-md:overflow-visible">
        <div className="flex flex-col gap-2 border-b border-line-2 p-4 text-12 text-tx-2">
          <p>{words.how}</p>
          <p>{words.errors}</p>
          <p>{words.stream}</p>
          <p>{words.alpaca}</p>
        </div>
        {sections.map(({ tag, routes }) => (
          <section key={tag} aria-labelledby={`api-${tag}`}>
            <h2
              id={`api-${tag}`}
              className="flex min-h-8.25 items-center border-b border-line-2 bg-bg-1 px-4 text-12 font-semibold"
            >
              {tag}
            </h2>
            {routes.map((route) => (
              <Route key={route.id} route={route} />
            ))}
          </section>
        ))}
      </div>
    </>
  );
}

function Route({ route }: { readonly route: ReferenceRoute }) {
  const { method, path, summary, scope, fields, answer, curl } = route;
  return (
    <details className="border-b border-line-1 text-12">
      <summary className="flex min-h-9 cursor-pointer flex-wrap items-center gap-x-3 gap-y-1 px-4 py-1.5 hover:bg-bg-2">
        <code className="num w-14 font-semibold">{method}</code>
        <code className="num min-w-0 break-all">{path}</code>
        <span className="min-w-0 flex-1 text-tx-2 max-md:basis-full">{summary}</span>
        <Chip>{scope}</Chip>
      </summary>
      <div className="flex flex-col gap-3 px-4 pt-1 pb-4">
        <pre className="num overflow-x-auto rounded-4 bg-bg-2 p-2 text-11">{curl}</pre>
        {fields.length === 0 ? null : (
          <div className="overflow-x-auto">
            <table className="w-full text-left">
              <thead className="text-tx-3">
                <tr>
                  {[words.field, words.place, words.type].map((head) => (
                    <th key={head} scope="col" className="py-1 pr-4 font-normal">
                      {head}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {fields.map(({ name, place, required, type }) => (
                  <tr key={`${place} ${name}`} className="border-t border-line-1 align-top">
                    <td className="num py-1 pr-4">
                      {name}
                      {required ? <span className="text-tx-3"> {words.required}</span> : null}
                    </td>
                    <td className="py-1 pr-4 text-tx-2">{place}</td>
                    <td className="num py-1 break-words">{type}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
        <details>
          <summary className="cursor-pointer text-tx-2">{words.answer}</summary>
          <pre className="num mt-1 max-h-96 overflow-auto rounded-4 bg-bg-2 p-2 text-11">{answer}</pre>
        </details>
      </div>
    </details>
  );
}

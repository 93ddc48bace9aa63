import { type App, type CatalogRecord, type LocalTool, recordOf, whySearch } from "@jackfield/contract";
import { type Caller, type CallerOptions, createCaller } from "../call.js";
import { type MetaTool, metaTools } from "./meta-tools.js";

/** How tools are offered: each by itself, three that search, or whichever fits. */
export const modes = ["auto", "all", "search"] as const;
export type Mode = (typeof modes)[number];

export type OfferOptions = CallerOptions & {
  readonly mode: Mode;
  /** Told once, when the catalogue is first read, that `auto` chose search mode, and why. */
  readonly onSearch?: (reason: string) => void;
};

/** An app as clients see it, and what calls its tools. */
export type Offer = { readonly app: App; readonly caller: Caller };

/**
 * Offers the tools of an app in a mode. In search mode the catalogue is that of the three meta tools; what they reach is
 * what the app's own catalogue holds, and a call goes the same way as in mode `all`. The catalogue is read when first asked for.
 */
export const offerTools = (app: App, options: OfferOptions): Offer => {
  if (options.mode === "all" || (options.mode === "auto" && app.search === undefined))
    return { app, caller: createCaller(app, options) };
  let inner: Caller | undefined;
  const caller = (): Caller => {
    inner ??= createCaller(app, options);
    return inner;
  };
  let decided: Promise<Offered> | undefined;
  const decide = (): Promise<Offered> => {
    decided ??= app.catalog().then((records) => {
      const reason = options.mode === "auto" ? whySearch(records) : "";
      if (reason === undefined) return { records, tools: new Map() };
      if (reason !== "") options.onSearch?.(reason);
      const { tools, advice } = metaTools({ app, records, caller });
      return {
        records: tools.map(metaRecord),
        tools: new Map(tools.map(({ tool }) => [tool.name, tool])),
        advice,
      };
    });
    return decided;
  };
  const offered: App = {
    ...app,
    catalog: async () => (await decide()).records,
    load: async (record) => (await decide()).tools.get(record.name) ?? app.load(record),
    advice: async () => (await decide()).advice,
  };
  const outer = createCaller(offered, options);
  return {
    app: offered,
    caller: {
      call: outer.call,
      async close() {
        await Promise.all([outer.close(), inner?.close()]);
      },
    },
  };
};

type Offered = {
  readonly records: readonly CatalogRecord[];
  /** Meta tools by name; none: the app's own tools are listed. */
  readonly tools: ReadonlyMap<string, LocalTool>;
  readonly advice?: string;
};

const metaRecord = ({ tool, openWorld }: MetaTool): CatalogRecord => recordOf(tool, openWorld);

/** The listing of search mode for these tools, to count what it costs. */
export const searchListing = (app: App, records: readonly CatalogRecord[]): readonly CatalogRecord[] => {
  const caller = (): Caller => {
    throw new Error("a listing calls nothing");
  };
  return metaTools({ app, records, caller }).tools.map(metaRecord);
};

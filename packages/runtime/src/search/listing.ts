import { type App, type CatalogRecord, type LocalTool, recordOf } from "@jackfield/contract";
import { metaTools } from "./meta-tools.js";

/** What a client can see of a server's tools. */
export type Listing = {
  /** The app with the selected tools. */
  readonly app: App;
  readonly records: readonly CatalogRecord[];
  /** Tools that are in no catalog: those of a mode, by name. */
  readonly own: ReadonlyMap<string, LocalTool>;
  /** A sentence for a caller who names a tool that is not listed. */
  readonly advice?: string;
};

/** The listing of search mode: tools that find, describe, read with and call the tools of the given listing. */
export const searchListing = ({ app, records }: Listing): Listing => {
  const { tools, advice } = metaTools(app, records);
  return {
    app,
    records: tools.map(({ tool, openWorld }) => recordOf(tool, openWorld)),
    own: new Map(tools.map(({ tool }) => [tool.name, tool])),
    advice,
  };
};

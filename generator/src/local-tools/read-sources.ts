import { resolve } from "node:path";
import { type Node, Project, type SourceFile } from "ts-morph";
import { type Config, isInside } from "../config/index.js";
import type { Report } from "../report/index.js";

/** A module that may export tools. */
export type ToolSource = {
  /** Absolute. */
  readonly path: string;
  /** Where each export is declared, without those that other modules declare; line and column from 1. */
  readonly places: ReadonlyMap<string, { readonly line: number; readonly column: number }>;
};

/** The modules that the patterns of a config match, sorted by path. A pattern that matches nothing is an error. */
export const readSources = (config: Config, report: Report): readonly ToolSource[] => {
  const { folder, tools, file = "command line", repository } = config;
  const project = new Project({
    skipAddingFilesFromTsConfig: true,
    skipFileDependencyResolution: true,
    // Places need no types: nothing that a module imports is read.
    compilerOptions: { allowJs: true, noResolve: true, noLib: true },
  });
  const absolute = (pattern: string): string => `${folder}/${pattern}`.replaceAll("\\", "/");
  const without = tools
    .filter((pattern) => pattern.startsWith("!"))
    .map((pattern) => `!${absolute(pattern.slice(1))}`);
  for (const pattern of tools.filter((one) => !one.startsWith("!"))) {
    const files = project.addSourceFilesAtPaths([absolute(pattern), ...without]);
    if (!files.some(isToolModule)) report.add("tools/no-match", { file, pointer: "/tools" }, { pattern });
  }
  return project
    .getSourceFiles()
    .filter(isToolModule)
    .map((one) => ({ path: resolve(one.getFilePath()), places: placesIn(one) }))
    .filter(({ path }) => repository === undefined || isInside(repository, path))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
};

const isToolModule = (file: SourceFile): boolean =>
  /\.m?[jt]s$/.test(file.getFilePath()) && !/\.(test|spec|d)\.\w+$/.test(file.getFilePath());

const placesIn = (file: SourceFile): ToolSource["places"] =>
  new Map(
    [...file.getExportedDeclarations()].flatMap(([name, [declaration]]) =>
      declaration?.getSourceFile() !== file ? [] : [[name, placeOf(file, declaration)] as const],
    ),
  );

const placeOf = (file: SourceFile, declaration: Node) => file.getLineAndColumnAtPos(declaration.getStart());

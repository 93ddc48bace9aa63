import { StoreUnavailable } from "./store.js";

type Value = string | number;
export type Row = Readonly<Record<string, unknown>>;

/** The little of SQLite that the store needs. Synchronous: a statement is a few microseconds. */
type Database = {
  exec(sql: string): void;
  run(sql: string, values: readonly Value[]): void;
  all(sql: string, values: readonly Value[]): readonly Row[];
  close(): void;
};

/** `node`: SQLite of Node 22 and later. `wasm`: compiled to WebAssembly, for Node 20. */
export type Driver = "node" | "wasm";

/** The driver that this Node has. */
export const driverHere = (): Driver => (Number(process.versions.node.split(".")[0]) >= 22 ? "node" : "wasm");

/** Keeps each statement prepared, since preparing one costs more than running it. */
const cached = <Statement>(prepare: (sql: string) => Statement) => {
  const statements = new Map<string, Statement>();
  return (sql: string): Statement => {
    const known = statements.get(sql);
    if (known !== undefined) return known;
    const statement = prepare(sql);
    statements.set(sql, statement);
    return statement;
  };
};

/** The part of `node:sqlite` that is used here; the types of Node 20 do not have it. */
type NodeSqlite = {
  readonly DatabaseSync: new (
    path: string,
  ) => {
    exec(sql: string): void;
    prepare(sql: string): { run(...values: Value[]): unknown; all(...values: Value[]): Row[] };
    close(): void;
  };
};

const openNode = async (path: string): Promise<Database> => {
  const name = "node:sqlite"; // a name in a variable is not looked up when types are checked
  const { DatabaseSync } = (await import(name)) as NodeSqlite;
  const database = new DatabaseSync(path);
  const statement = cached((sql) => database.prepare(sql));
  return {
    exec: (sql) => database.exec(sql),
    run: (sql, values) => void statement(sql).run(...values),
    all: (sql, values) => statement(sql).all(...values),
    close: () => database.close(),
  };
};

const openWasm = async (path: string): Promise<Database> => {
  const { default: sqlite } = await import("node-sqlite3-wasm");
  const database = new sqlite.Database(path);
  const prepared: { finalize(): void }[] = [];
  const statement = cached((sql) => {
    const one = database.prepare(sql);
    prepared.push(one);
    return one;
  });
  return {
    exec: (sql) => database.exec(sql),
    run: (sql, values) => void statement(sql).run([...values]),
    all: (sql, values) => statement(sql).all([...values]),
    close() {
      for (const one of prepared) one.finalize();
      database.close();
    },
  };
};

const messageOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split("\n")[0] ?? "";

/**
 * Opens the file for one process alone; what is committed is on the disk. What a killed owner had not committed is gone:
 * it is in the write-ahead log only. The WebAssembly build must never write without one: it takes its own lock for that
 * of another process and then leaves a journal that it should roll back. With a lock for one process it needs no shared
 * memory for the log (SQLite, "Use of WAL Without Shared-Memory").
 */
export const openDatabase = async (path: string, driver: Driver): Promise<Database> => {
  try {
    const database = await (driver === "node" ? openNode(path) : openWasm(path));
    database.exec("PRAGMA locking_mode = EXCLUSIVE");
    const [mode] = database.all("PRAGMA journal_mode = WAL", []);
    if (mode?.journal_mode !== "wal") throw new Error("it takes no write-ahead log");
    database.exec("PRAGMA synchronous = FULL");
    return database;
  } catch (error) {
    throw new StoreUnavailable(`the event file ${path} cannot be opened: ${messageOf(error)}`);
  }
};

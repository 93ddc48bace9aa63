/** The named fields of a body type: `null` and index signatures fall away. */
export type Fields<Body> = {
  [Key in keyof NonNullable<Body> as IsIndex<Key> extends true ? never : Key]: NonNullable<Body>[Key];
};

type IsIndex<Key> = string extends Key ? true : number extends Key ? true : false;

/** The type with some keys under other names: `Renamed<{ "user-id": string }, { "user-id": "userId" }>`. */
export type Renamed<Type, Names extends Readonly<Record<string, string>>> = {
  [Key in keyof Type as Key extends keyof Names ? Names[Key] : Key]: Type[Key];
};

/** The type with some keys made optional. */
export type Loose<Type, Keys extends keyof Type> = Omit<Type, Keys> & Partial<Pick<Type, Keys>>;

/** The keys that a tool's input schema lists as required. */
export type ListedKeys<Tool> = Tool extends { readonly input: { readonly required: readonly (infer Key)[] } }
  ? Key
  : never;

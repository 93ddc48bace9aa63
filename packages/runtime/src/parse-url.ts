/** The URL, or undefined when the text is none. (`URL.parse` is missing in early releases of Node 20.) */
export const parseUrl = (text: string, base?: string | URL): URL | undefined =>
  URL.canParse(text, base?.toString()) ? new URL(text, base) : undefined;

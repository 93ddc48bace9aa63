import { codePointName, invisible } from "@jackfield/contract";

/** One line that a terminal shows as it is: every hidden character is spelled as its code point. */
export const visible = (text: string): string =>
  text.replaceAll(/\r\n|[\n\t]/g, " ").replaceAll(invisible, (character) => `<${codePointName(character)}>`);

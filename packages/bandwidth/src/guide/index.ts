import type { Guide } from "@jackfield/contract";
import { instructions } from "./instructions.js";
import { prompts } from "./prompts.js";
import { resources } from "./resources.js";
import { skills } from "./skills.js";

/** What the Bandwidth server says to clients apart from its tools. */
export const guide: Guide = { instructions, resources, prompts, skills };

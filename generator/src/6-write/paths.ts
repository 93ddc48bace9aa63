/**
 * Whether a path names a file below the output folder on every system: relative, with `/`, no empty, `.` or `..`
 * segment, no character that a file system gives a meaning to.
 */
export const isInside = (path: string): boolean =>
  path.split("/").every((segment) => /^(?!\.{1,2}$)[A-Za-z0-9._-]+$/.test(segment));

/** Data sets that stand beside the project and are never copied into it. */
import { existsSync } from "node:fs"

/** Whether tests of a file or folder are to be skipped, said aloud; the gate fails rather than skip. */
export const isMissing = (path: string): boolean => {
  const isSkipped = !existsSync(path) && process.env["ENTREPOT_REQUIRE_SHARED"] === undefined
  if (isSkipped) console.warn(`skipped: ${path} is not there`)
  return isSkipped
}

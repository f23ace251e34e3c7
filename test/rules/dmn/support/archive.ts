/** The files of DMN's public conformance suite, read from their archive. */
import { readFileSync } from "node:fs"
import { gunzipSync } from "node:zlib"

import * as SharedData from "../../../support/sharedData.ts"

const path = "../shared/data/dmn/dmn-tck-testcases.tar.gz"

/** Whether its tests are to be skipped. */
export const isMissing = SharedData.isMissing(path)

/** The texts of an archive's files whose path a test accepts, by path. */
export const filesOf = (accepts: (path: string) => boolean): ReadonlyMap<string, string> => {
  const archive = gunzipSync(readFileSync(path))
  const files = new Map<string, string>()
  const field = (at: number, size: number): string =>
    archive.toString("utf8", at, at + size).replace(/\0.*$/s, "")
  let long: string | undefined
  for (let at = 0; at + 512 <= archive.length && field(at, 100) !== "";) {
    const size = Number.parseInt(field(at + 124, 12), 8)
    const content = archive.toString("utf8", at + 512, at + 512 + size)
    const name = [field(at + 345, 155), field(at, 100)].filter((part) => part !== "").join("/")
    const type = field(at + 156, 1)
    // A path of more than 100 bytes stands before its file, as GNU or as POSIX writes it.
    if (type === "L") long = content.replace(/\0.*$/s, "")
    else if (type === "x") long = /^\d+ path=(.*)$/m.exec(content)?.[1]
    else {
      if (accepts(long ?? name)) files.set(long ?? name, content)
      long = undefined
    }
    at += 512 + Math.ceil(size / 512) * 512
  }
  return files
}

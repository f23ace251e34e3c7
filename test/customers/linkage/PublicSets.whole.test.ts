/** Public sets with known truth: no label is looked at before the links stand. */
import { existsSync } from "node:fs"

import { assert, describe, it } from "@effect/vitest"

import { read } from "./support/files.ts"
import { link } from "./support/linking.ts"
import * as sets from "./support/sets.ts"

const isThere = existsSync(sets.folder)
const isRequired = process.env["ENTREPOT_REQUIRE_SHARED"] !== undefined
if (!isThere && !isRequired) console.warn(`skipped: ${sets.folder} is not there`)

describe.skipIf(!isThere && !isRequired)("linkage of public sets", () => {
  for (const { name, files, mapping, threshold, targets } of sets.all)
    it(`links ${name} as well as is wanted`, () => {
      const paths = files.map((file) => sets.folder + file)
      const { best, atHalf, clustered } = link(read(paths, mapping), threshold).figures
      assert.isAtLeast(best ?? 0, targets.best ?? 0, "best")
      assert.isAtLeast(atHalf ?? 0, targets.atHalf ?? 0, "at half")
      assert.isAtLeast(clustered ?? 0, targets.clustered ?? 0, "clustered")
    }, 60_000)
})

/** Files with a mapping, as the bench reads them. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

import { assert, describe, it } from "@effect/vitest"

import { type Mapping, MappingRefused, mappingOf, read } from "./support/files.ts"
import { link } from "./support/linking.ts"

const withFiles = <A>(
  contents: ReadonlyArray<string>,
  use: (files: ReadonlyArray<string>) => A,
): A => {
  const folder = mkdtempSync(join(tmpdir(), "entrepot-mapping-"))
  try {
    return use(
      contents.map((text, at) => {
        const file = join(folder, `${at}.csv`)
        writeFileSync(file, text)
        return file
      }),
    )
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const shop = "id,first,town,person\np7-0,Ann,Leeds,7\np7-1,Anne,Leeds,7\n"
const market = "id,first,town,person\np8-0,Joe,York,8\n"
const fields = { "given name": "first", city: "town" }
const byColumn: Mapping = { fields, truth: { column: "person" } }

const refusalOf = (run: () => unknown): MappingRefused | undefined => {
  try {
    run()
  } catch (refusal) {
    if (refusal instanceof MappingRefused) return refusal
    throw refusal
  }
  return undefined
}

const refusalOfMapping = (mapping: Mapping) =>
  withFiles([shop], (files) => refusalOf(() => read(files, mapping)))

describe("files with a mapping", () => {
  it("tell the truth by a column, or by a pattern in it", () => {
    const truths = [byColumn, { fields, truth: { column: "id", pattern: "p(\\d+)-" } }].map(
      (mapping) => withFiles([shop, market], (files) => [...read(files, mapping).truth.values()]),
    )
    assert.deepStrictEqual(truths, [
      ["person 7", "person 7", "person 8"],
      ["person 7", "person 7", "person 8"],
    ])
  })

  it("are linked across two files, unless the mapping says otherwise", () => {
    const sources = (mapping: Mapping) =>
      withFiles([shop, market], (files) => {
        const { records } = read(files, mapping)
        return records.map(({ source }) => source)
      })
    const none = [undefined, undefined, undefined]
    assert.deepStrictEqual(sources(byColumn), ["0", "0", "1"])
    assert.deepStrictEqual(sources({ ...byColumn, link: "both" }), none)
    assert.deepStrictEqual(sources({ ...byColumn, link: "within" }), none)
  })

  it("are linked across one file that is given twice, too", () => {
    const { records } = withFiles([shop], ([file = ""]) => read([file, file], byColumn))
    assert.deepStrictEqual(
      records.map(({ source }) => source),
      ["0", "0", "1", "1"],
    )
  })

  it("are judged by no figure where no two records are one person's", () => {
    const { best, atHalf, clustered } = withFiles([market], (files) =>
      link(read(files, byColumn), 0.95),
    ).figures
    assert.deepStrictEqual([best, atHalf, clustered], [null, null, null])
  })

  it("are refused where the head has a column twice", () => {
    const refusal = withFiles(["id,first,town,person,town\n1,Ann,Leeds,7,York\n"], (files) =>
      refusalOf(() => read(files, byColumn)),
    )
    assert.strictEqual(refusal?.reason, "columns")
    assert.include(refusal?.message, `0.csv: its head has "town" twice`)
  })

  it("are refused by name where a column is not there", () => {
    const refusal = refusalOfMapping({ fields: { city: "village" }, truth: { column: "person" } })
    assert.strictEqual(refusal?.reason, "columns")
    assert.include(refusal?.message, `no column "village"; it has id, first, town, person`)
  })

  it("are refused where the pattern is wrong, finds nothing, or has no group", () => {
    const refusals = ["(", "q(\\d+)", "p\\d+"].map((pattern) =>
      refusalOfMapping({ fields, truth: { column: "id", pattern } }),
    )
    assert.deepStrictEqual(
      refusals.map((refusal) => refusal?.reason),
      ["pattern", "truth", "pattern"],
    )
    assert.include(refusals[1]?.message, "0.csv, record 1: ")
    for (const pattern of ["(", "p\\d+"]) {
      const text = JSON.stringify({ fields, truth: { column: "id", pattern } })
      const refusal = withFiles([text], ([file = ""]) => refusalOf(() => mappingOf(file)))
      assert.strictEqual(refusal?.reason, "pattern")
      assert.include(refusal?.message, `0.csv, truth column "id": `)
    }
  })

  it("are refused where one file is to be linked across", () => {
    assert.strictEqual(refusalOfMapping({ ...byColumn, link: "across" })?.reason, "link")
  })

  it("are refused where the mapping is no JSON, or has what is not known", () => {
    const reasons = ["{", `{ "fields": {}, "truth": { "column": "id" }, "lnk": "both" }`].map(
      (text) => withFiles([text], ([file = ""]) => refusalOf(() => mappingOf(file))?.reason),
    )
    assert.deepStrictEqual(reasons, ["mapping", "mapping"])
    const nothing = withFiles([`{ "fields": {}, "truth": { "column": "id" } }`], ([file = ""]) =>
      refusalOf(() => mappingOf(file)),
    )
    assert.include(nothing?.message, `0.csv: "fields" names no column`)
  })

  it("are refused where a file is not there, is empty, or is no CSV", () => {
    const messages = [
      refusalOf(() => mappingOf("nowhere.json")),
      refusalOf(() => read(["nowhere.csv"], byColumn)),
      ...["", "id,first,town,person\n", 'id,first,town,person\n"p7-0,Ann'].map((text) =>
        withFiles([text], (files) => refusalOf(() => read(files, byColumn))),
      ),
    ]
    assert.deepStrictEqual(
      messages.map((refusal) => refusal?.reason),
      ["file", "file", "empty", "empty", "csv"],
    )
    assert.match(messages[1]?.message ?? "", /^nowhere\.csv: .*no such file/)
  })

  it("are refused where the truth column is not there; a blank in it is a person of its own", () => {
    const refusal = refusalOfMapping({ fields, truth: { column: "who" } })
    assert.strictEqual(refusal?.reason, "columns")
    assert.include(refusal?.message, `no column "who"`)
    const { truth, untold } = withFiles([`${shop}p9-0,Ida,Bath,\np9-1,Ida,Bath,\n`], (files) =>
      read(files, byColumn),
    )
    assert.strictEqual(untold, 2)
    assert.strictEqual(new Set(truth.values()).size, 3)
  })
})

/** Files with a mapping, as the bench reads them. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

import { assert, describe, it } from "@effect/vitest"

import { type Mapping, mappingOf, read } from "./support/files.ts"
import { link } from "./support/linking.ts"
import { MappingRefused } from "./support/refusal.ts"

const withFiles = <A>(
  contents: ReadonlyArray<string | Uint8Array>,
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

/** The values of a column of one type, as the bench compares them. */
const valuesOf = (type: string, values: ReadonlyArray<string>, country?: string) =>
  withFiles(
    [["value,person", ...values.map((value, at) => `"${value}",${at}`)].join("\n")],
    (files) =>
      read(files, {
        fields: { [type]: "value" },
        truth: { column: "person" },
        ...(country === undefined ? {} : { country }),
      }),
  )

const textsOf = (...given: Parameters<typeof valuesOf>) =>
  valuesOf(...given).records.map(({ values }) => [...values.values()].flat().join())

describe("values of a mapping", () => {
  it("are phones in one form, whatever way they are dialled", () => {
    const written = ["+86 138 1234 5678", "008613812345678", "13812345678", "138****5678"]
    assert.deepStrictEqual(textsOf("phone", written, "CN"), [
      ...written.slice(0, 3).map(() => "+8613812345678"),
      "+86138****5678",
    ])
  })

  it("are phones as they are written where no country tells how to read them, but for those from abroad", () => {
    const written = ["+86 138 1234 5678", "0086-13812345678", "138 1234-5678", "138＊＊＊＊5678"]
    assert.deepStrictEqual(textsOf("phone", written), [
      "+8613812345678",
      "+8613812345678",
      "13812345678",
      "138****5678",
    ])
    assert.deepStrictEqual(valuesOf("phone", written).unread, [
      { field: "phone", because: "countryUnknown", count: 2 },
    ])
  })

  it("are none where the room reads a value that stands for nobody, which is counted", () => {
    const relay = "x7f@marketplace.amazon.de"
    assert.deepStrictEqual(textsOf("email", [relay, "Ada.L+shop@GoogleMail.com", "ada example"]), [
      "",
      "adal@gmail.com",
      "adaexample",
    ])
    assert.deepStrictEqual(textsOf("phone", ["400-123-4567", "007", "***"], "CN"), ["", "007", ""])
    assert.deepStrictEqual(valuesOf("phone", ["400-123-4567", "007", "***"], "CN").unread, [
      { field: "phone", because: "hidden", count: 1 },
      { field: "phone", because: "malformed", count: 1 },
      { field: "phone", because: "virtual", count: 1 },
    ])
  })

  it("are names whose stars are a mask, and whose accents are for the comparison to fold", () => {
    const written = ["张**", "张", "Dr. José O'Neil", "राम", "unknown"]
    assert.deepStrictEqual(textsOf("full name", written), ["张**", "张", "josé oneil", "राम", ""])
  })

  it("are words without accents where the room has no such evidence, and vowel signs stay", () => {
    assert.deepStrictEqual(textsOf("region", ["Île-de-France", "केरल", "कोरल"]), [
      "ile de france",
      "केरल",
      "कोरल",
    ])
  })

  it("are birth dates year first, slips and all", () => {
    assert.deepStrictEqual(
      textsOf("dob", ["19900228", "28/02/1990", "2/28/1990", "1990-02-31", "1990"]),
      ["1990-02-28", "1990-02-28", "1990-02-28", "1990-02-31", "1990"],
    )
    // As the room reads them.
    const written = ["1990-02-08T00:00:00Z", "1990-02-08 00:00:00", "1990-2-8", "1990年2月8日"]
    assert.deepStrictEqual(textsOf("dob", [...written, "1970-01-01"]), [
      ...written.map(() => "1990-02-08"),
      "",
    ])
  })

  it("are national numbers of their country, and ids of machines to the letter", () => {
    const numbers = ["11010519491231002x", "110105194912310021"]
    assert.deepStrictEqual(textsOf("national id", numbers, "CN"), [
      "CN:11010519491231002X",
      "CN:110105194912310021",
    ])
    assert.deepStrictEqual(textsOf("national id", ["180-4974"]), ["1804974"])
    assert.deepStrictEqual(textsOf("open id", ["oAbC", "oabc"]), ["oAbC", "oabc"])
  })

  it("are refused with a country that is none", () => {
    const text = JSON.stringify({ ...byColumn, country: "China" })
    const refusal = withFiles([text], ([file = ""]) => refusalOf(() => mappingOf(file)))
    assert.strictEqual(refusal?.reason, "mapping")
    assert.include(refusal?.message, "country")
  })
})

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
    assert.deepStrictEqual(sources(byColumn), ["0", "0", "1"])
    assert.deepStrictEqual(sources({ ...byColumn, link: "both" }), [
      undefined,
      undefined,
      undefined,
    ])
  })

  it("are linked within each file, across two, or both: no other pair counts or is looked at", () => {
    const other = "id,first,town,person\np7-2,Ann,Leeds,7\np9-0,Ida,Bath,9\np9-1,Ida,Bath,9\n"
    const pairs = (["within", "across", "both"] as const).map((how) =>
      withFiles([shop, other], (files) => {
        const data = read(files, { ...byColumn, link: how })
        return [link(data, 0.95).figures.scoredPairs, link(data, 0.95).figures.truePairs]
      }),
    )
    // Of 2 and 3 records; 7 is in the first file twice, and in the other one once.
    assert.deepStrictEqual(pairs, [
      [1 + 3, 1 + 1],
      [2 * 3, 2],
      [10, 4],
    ])
  })

  it("are judged within each file by its own records: the same person in two files is no pair", () => {
    const other = "id,first,town,person\np8-1,Joe,York,8\n"
    const judged = (how: Mapping["link"] & string) =>
      withFiles([market, other], (files) => {
        const { best, scoredPairs } = link(read(files, { ...byColumn, link: how }), 0.95).figures
        return { best, scoredPairs }
      })
    assert.deepStrictEqual(judged("within"), { best: null, scoredPairs: 0 })
    assert.deepStrictEqual(judged("both"), { best: 1, scoredPairs: 1 })
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

  it("say which of their records have more or fewer cells than the head", () => {
    const { records, uneven } = withFiles(
      [market, `${shop}\n"p7-2\n",Ann\np7-3,Ann,Leeds, UK,7\n`],
      (files) => read(files, { ...byColumn, truth: { column: "id" } }),
    )
    assert.strictEqual(records.length, 5)
    assert.deepStrictEqual(
      uneven.map(({ line, cells }) => [line, cells]),
      [
        [6, 2],
        [7, 5],
      ],
    )
    assert.match(uneven[0]?.file ?? "", /1\.csv$/)
  })

  it("are refused where their bytes are no text in the encoding that is named, UTF-8 if none is", () => {
    const bytes = Buffer.from("id,first,town,person\np1,Ann,Köln,1\n", "latin1")
    const given = (encoding?: string) =>
      withFiles([bytes], (files) => {
        const mapping = encoding === undefined ? byColumn : { ...byColumn, encoding }
        return refusalOf(() => read(files, mapping))
      })
    assert.strictEqual(given()?.reason, "encoding")
    assert.include(given()?.message, `0.csv, line 2: its bytes are no utf-8; a mapping may name`)
    assert.include(given("klingon")?.message, `"klingon"`)
    const cities = (content: string | Uint8Array, mapping: Mapping) =>
      withFiles([content], (files) =>
        read(files, mapping).records.map(({ values }) => values.get("city")),
      )
    assert.deepStrictEqual(cities(bytes, { ...byColumn, encoding: "latin1" }), [["köln"]])
    assert.deepStrictEqual(cities(`\uFEFFtown,first,person\nKöln,Ann,1\n`, byColumn), [["köln"]])
  })

  const delimited = (delimiter: string) => shop.replaceAll(",", delimiter)
  const towns = (content: string, mapping: Mapping) =>
    withFiles([content], (files) =>
      read(files, mapping).records.map(({ values }) => values.get("city")),
    )

  for (const delimiter of [",", ";", "\t", "|"] as const)
    it(`may have ${JSON.stringify(delimiter)} between their cells, as the head tells or the mapping`, () => {
      const content = delimited(delimiter)
      assert.deepStrictEqual(towns(content, byColumn), [["leeds"], ["leeds"]])
      assert.deepStrictEqual(towns(content, { ...byColumn, delimiter }), [["leeds"], ["leeds"]])
    })

  it("are read by the delimiter that the mapping names, whatever the head would tell", () => {
    const content = "person,first;town\n7,Ann;Leeds\n"
    const mapping: Mapping = { fields: { city: "town" }, truth: { column: "person,first" } }
    assert.deepStrictEqual(towns(content, { ...mapping, delimiter: ";" }), [["leeds"]])
    const wrong = withFiles([delimited(";")], (files) =>
      refusalOf(() => read(files, { ...byColumn, delimiter: "," })),
    )
    assert.strictEqual(wrong?.reason, "columns")
  })

  it("are refused as commas part them where no delimiter gives all columns", () => {
    const refusal = withFiles([delimited(":")], (files) => refusalOf(() => read(files, byColumn)))
    assert.include(
      refusal?.message,
      `no column "person", "first", "town"; it has id:first:town:person`,
    )
    const text = JSON.stringify({ ...byColumn, delimiter: ":" })
    const other = withFiles([text], ([file = ""]) => refusalOf(() => mappingOf(file)))
    assert.strictEqual(other?.reason, "mapping")
  })

  it("are refused where the name of one is empty", () => {
    const refusal = withFiles([shop], ([file = ""]) => refusalOf(() => read([file, ""], byColumn)))
    assert.strictEqual(refusal?.reason, "file")
    assert.include(refusal?.message, "the name of file 2 of 2 is empty")
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

/**
 * How well records of one person are found, without labels, and in which CPU time.
 *
 * `npm run -s bench -- identity [--quick]`, or of any CSV file
 * `npm run -s bench -- identity --data FILE[,FILE] --map MAPPING.json [--threshold 0.95]`, where the
 * mapping is `{ "fields": { "<type>": "column" }, "truth": { "column": "…", "pattern": "…" } }`: a type
 * is one of those that `--help` prints, several columns may stand in an array, and the pattern's first
 * group is the truth. It may also have
 *
 * - `"link"`: `"within"` looks at pairs within each file only, and each file has a model of its own;
 *   `"across"`, as two files are linked unless it is said, at pairs of two files only; `"both"` at all;
 * - `"country"`, such as `"CN"`: in whose form phones, postcodes and national numbers are written unless
 *   they say otherwise; without it, `+86 138…` and `138…` stay two numbers;
 * - `"encoding"`, such as `"gb18030"`, of the files; it is UTF-8 if not given;
 * - `"delimiter"`: `","`, `";"`, `"\t"` or `"|"`, as stands between the cells; if not given, the first of
 *   these by which the head has all columns that the mapping names.
 *
 * Values are read as the evidence of customers is. What that leaves out or cannot read is counted on
 * standard error, and so are records that have more or fewer cells than the head.
 *
 * Pairwise F1: `best` over all thresholds of the scored pairs, `atHalf` at a probability of one half,
 * `clustered` of the connected components at the threshold; pairs that blocking does not find count as
 * missed in all three.
 */
import { parseArgs } from "node:util"

import { Reading } from "entrepot/customers"

import { help } from "../../customers/linkage/support/fields.ts"
import { type Data, mappingOf, read } from "../../customers/linkage/support/files.ts"
import { people } from "../../customers/linkage/support/generated.ts"
import { link } from "../../customers/linkage/support/linking.ts"
import { MappingRefused } from "../../customers/linkage/support/refusal.ts"
import * as sets from "../../customers/linkage/support/sets.ts"
import { movedBy } from "./arrival.ts"

const root = new URL("../../../", import.meta.url)

const print = (set: string, figures: object) =>
  console.log(JSON.stringify({ bench: "identity", set, ...figures }))

const refused = (detail: string) =>
  new MappingRefused({ where: "bench identity", reason: "options", detail })

const optionsOf = () => {
  try {
    return parseArgs({
      options: {
        data: { type: "string" },
        map: { type: "string" },
        threshold: { type: "string" },
        quick: { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    }).values
  } catch (cause) {
    throw refused(cause instanceof Error ? cause.message : String(cause))
  }
}

const dataOf = ({ files, mapping }: Pick<sets.PublicSet, "files" | "mapping">) =>
  read(
    files.map((file) => new URL(sets.folder + file, root).pathname),
    mapping,
  )

const shipped = (isQuick: boolean) => {
  for (const set of sets.all) {
    const { targets, threshold, name } = set
    print(name, { ...link(dataOf(set), threshold).figures, targets })
  }
  const febrl3 = dataOf(sets.febrl3)
  const permutations = isQuick ? 2 : 10
  const { model } = link(febrl3, sets.febrl3.threshold)
  const { customers, moved } = movedBy(model, febrl3, permutations)
  print("febrl3", { permutations, customers, recordsThatDependOnOrder: moved, target: 0 })
  const count = isQuick ? 10_000 : 100_000
  const targets = { trainingAndPredictionCpuSeconds: 60 }
  print(`${count} generated`, { ...link(people(count, 7), 0.95).figures, seed: 7, targets })
}

/** Says what of the files is not as it should be. */
const warn = ({ unread, uneven }: Data) => {
  for (const { field, because, count } of unread)
    console.error(`${field}: the room would not compare ${count}: ${Reading.explain(because)}`)
  for (const [file, own] of Map.groupBy(uneven, (record) => record.file))
    console.error(
      `${file}: ${own.length} records with more or fewer cells than its head; the first ends on line ${own[0]?.line}, with ${own[0]?.cells}`,
    )
}

const given = (data: string, map: string | undefined, threshold = "0.95") => {
  if (map === undefined) throw refused("--data needs --map")
  const least = Number(threshold)
  if (!(least > 0 && least < 1))
    throw refused(`--threshold is a probability between 0 and 1, and not "${threshold}"`)
  const known = read(data.split(","), mappingOf(map))
  warn(known)
  print(data, link(known, least).figures)
}

try {
  const { data, map, threshold, quick, help: isHelp } = optionsOf()
  if (isHelp) console.error(`types of fields, and words for them:\n${help()}`)
  else if (data !== undefined) given(data, map, threshold)
  else if (map === undefined && threshold === undefined) shipped(quick)
  else throw refused("--map and --threshold are of files, and need --data")
} catch (refusal) {
  if (!(refusal instanceof MappingRefused)) throw refusal
  console.error(refusal.message)
  process.exitCode = 1
}

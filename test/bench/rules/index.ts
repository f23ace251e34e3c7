/**
 * The CPU time in which rules decide on an order, beside closures written by hand and the engines
 * that there are. All have to agree on the rules that hit, order by order.
 *
 * `npm run -s bench -- rules [--quick] [--part plain|mixed|backtest]`
 *
 * No fact is missing in the orders: engines differ on what that means. The rules' facts are not
 * personal, so that a trace shows values as the others do. Orders are in each subject's own form
 * before the clock runs: ours has a total of money, the others a number.
 */
import { spawnSync } from "node:child_process"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"

import { backtest } from "./backtest.ts"
import * as celJs from "./celJs.ts"
import * as closures from "./closures.ts"
import * as entrepot from "./entrepot.ts"
import * as jsonLogic from "./jsonLogic.ts"
import * as jsonRulesEngine from "./jsonRulesEngine.ts"
import { type Effort, type Figure, measure } from "./measure.ts"
import type { Pace, Subject } from "./subjects.ts"
import * as workload from "./workload.ts"
import * as zenEngine from "./zenEngine.ts"

const { values: options } = parseArgs({
  options: { quick: { type: "boolean", default: false }, part: { type: "string" } },
})

const effort: Effort = options.quick
  ? { rounds: 3, warmUpMicros: 150_000, roundMicros: 10_000, enoughMicros: 500_000 }
  : { rounds: 9, warmUpMicros: 500_000, roundMicros: 50_000, enoughMicros: 5_000_000 }

const orders = Array.from(workload.orders(7, 1_000))

/** The first one is what the others are compared with. */
const all: ReadonlyArray<Subject> = [
  closures.hits,
  entrepot.hits,
  jsonLogic.compiled,
  celJs.hits,
  jsonLogic.interpreted,
  zenEngine.hits,
  jsonRulesEngine.hits,
]
const tracing: ReadonlyArray<Subject> = [
  closures.traced,
  entrepot.traced,
  zenEngine.traced,
  jsonRulesEngine.traced,
]

/** How many rules there are, and how many orders each pace sees of them. */
const scales: ReadonlyArray<{ readonly rules: number } & Readonly<Record<Pace, number>>> =
  options.quick
    ? [
        { rules: 100, fast: 1_000, medium: 100, slow: 100 },
        { rules: 1_000, fast: 1_000, medium: 100, slow: 10 },
        { rules: 10_000, fast: 100, medium: 10, slow: 0 },
      ]
    : [
        { rules: 100, fast: 1_000, medium: 1_000, slow: 1_000 },
        { rules: 1_000, fast: 1_000, medium: 1_000, slow: 200 },
        { rules: 10_000, fast: 1_000, medium: 100, slow: 0 },
      ]

type At = Readonly<Record<string, string | number | boolean>>

const print = (subject: string, metric: string, at: At, more: object) =>
  console.log(JSON.stringify({ bench: "rules", subject, metric, at, ...more }))

const rounded = (value: number): number => Number(value.toPrecision(4))

type Metric = "cpuMicrosPerOrder" | "ratioToClosures"

/** What ours should reach on plain rules. */
const targets: ReadonlyArray<
  { readonly rules: number; readonly trace: boolean } & Readonly<Partial<Record<Metric, number>>>
> = [
  { rules: 100, trace: false, cpuMicrosPerOrder: 1, ratioToClosures: 0.35 },
  { rules: 1_000, trace: false, cpuMicrosPerOrder: 3, ratioToClosures: 0.08 },
  { rules: 100, trace: true, ratioToClosures: 9 },
]

const printFigures = (rules: number, kind: workload.Kind, figures: ReadonlyArray<Figure>) => {
  const line = ({ subject, orders }: Figure, metric: Metric, value: number, more: object) => {
    const { name, trace } = subject
    const wanted = targets.find((target) => target.rules === rules && target.trace === trace)
    const target = name === "entrepot" && kind === "plain" ? wanted?.[metric] : undefined
    const at = { rules, kind, trace, orders }
    // Without a target JSON leaves it out.
    print(name, metric, at, { value: rounded(value), ...more, target })
  }
  for (const figure of figures)
    line(figure, "cpuMicrosPerOrder", figure.cpuMicrosPerOrder, { unit: "us", hits: figure.hits })
  const [closures, ...others] = figures
  if (closures === undefined) return
  for (const figure of others)
    line(figure, "ratioToClosures", figure.cpuMicrosPerOrder / closures.cpuMicrosPerOrder, {})
}

/** One kind of rules, in growing number. */
const scale = async (kind: workload.Kind) => {
  for (const { rules: count, ...ordersOf } of scales) {
    const rules = workload.rules(1, count, kind)
    const subjects = count === 100 ? [...all, ...tracing] : all
    const asked = subjects.map((subject) => ({ subject, orders: ordersOf[subject.pace] }))
    const taking = asked.filter(({ orders }) => orders > 0)
    printFigures(count, kind, await measure(rules, orders, taking, effort))
    for (const { subject, orders } of asked) {
      const at = { rules: count, kind, trace: subject.trace, orders }
      const none = { value: null, unit: "us", because: "too slow for so many rules" }
      if (orders === 0) print(subject.name, "cpuMicrosPerOrder", at, none)
    }
  }
}

const backtests = () => {
  const count = options.quick ? 50_000 : 1_000_000
  const at = { rules: 1_000, kind: "plain", orders: count } as const
  const { drawing, single, versions, peakMebibytes } = backtest(count, at.rules, at.kind)
  print("entrepot", "drawingCpuSeconds", at, { value: rounded(drawing), unit: "s" })
  const passes = [
    ["backtestCpuSeconds", single],
    ["backtestOfTwoCpuSeconds", versions],
  ] as const
  for (const [metric, { cpuSeconds, ...found }] of passes)
    print("entrepot", metric, at, { value: rounded(cpuSeconds), unit: "s", ...found })
  print("entrepot", "peakMemory", at, { value: rounded(peakMebibytes), unit: "MiB" })
}

const parts: ReadonlyArray<string | undefined> = [...workload.kinds, "backtest", undefined]
if (!parts.includes(options.part)) throw new RangeError(`there is no part ${options.part}`)
const isAsked = (part: string) => options.part === undefined || options.part === part
for (const kind of workload.kinds) if (isAsked(kind)) await scale(kind)
if (options.part === "backtest") backtests()
else if (options.part === undefined) {
  // In a process of its own, so that its memory is not that of the peers.
  const own = [fileURLToPath(import.meta.url), "--part", "backtest"]
  const args = [...process.execArgv, ...own, ...(options.quick ? ["--quick"] : [])]
  const { status } = spawnSync(process.execPath, args, { stdio: "inherit" })
  process.exitCode = status ?? 1
}

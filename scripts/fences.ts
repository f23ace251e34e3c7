/**
 * Turns documentation into programs. Each `ts` fence of the pages becomes a file under
 * test/docs/fences/, with the `text` fence that follows it as its wanted output; a fence marked
 * `ts no-run`, and each example of a docstring, is only type-checked.
 *
 * A fence keeps its line numbers, so that a type error points at the line of the page.
 */
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { dirname } from "node:path"

interface Fence {
  readonly line: number
  readonly info: string
  readonly body: string
}

const root = new URL("../", import.meta.url)
const out = new URL("test/docs/fences/", root)

/** The fences of a text whose lines all begin with `margin`, such as the star of a docstring. */
const fencesOf = (text: string, margin: string): ReadonlyArray<Fence> => {
  const fence = new RegExp(`^${margin}\`\`\`(\\w[^\\n]*)\\n((?:.*\\n)*?)${margin}\`\`\`$`, "gm")
  return Array.from(text.matchAll(fence), ({ index, 1: info = "", 2: body = "" }) => ({
    line: text.slice(0, index).split("\n").length,
    info,
    body: body.replaceAll(new RegExp(`^${margin}`, "gm"), ""),
  }))
}

const write = (path: string, content: string): void => {
  const file = new URL(path, out)
  mkdirSync(dirname(file.pathname), { recursive: true })
  writeFileSync(file, content)
}

/** Exports what a fence declares, so that a value nobody reads is no error in an example. */
const program = ({ line, body }: Fence): string =>
  "\n".repeat(line) +
  body.replaceAll(/^(?=(?:const|let|function|async function|class|type|interface) )/gm, "export ") +
  "export {}\n"

rmSync(out, { recursive: true, force: true })
let runnable = 0

for (const page of globSync(["README.md", "docs/**/*.md"], {
  cwd: root,
  exclude: ["docs/api/**"],
})) {
  const fences = fencesOf(readFileSync(new URL(page, root), "utf8"), "")
  for (const [position, fence] of fences.entries()) {
    const [language, ...marks] = fence.info.split(/\s+/)
    if (language !== "ts") continue
    const where = `${page}:${fence.line}`
    if (/(?:from|import)\s*\(?\s*["']\.{1,2}\//.test(fence.body))
      throw new Error(`${where} imports a relative path; readers only have "entrepot/…"`)
    const path = `pages/${page}/${String(fence.line).padStart(4, "0")}`
    if (marks.includes("no-run")) {
      write(`${path}.no-run.ts`, program(fence))
      continue
    }
    write(`${path}.ts`, program(fence))
    const next = fences[position + 1]
    if (next?.info === "text") write(`${path}.txt`, next.body)
    runnable += 1
  }
}

for (const module of globSync("{src,adapters}/**/*.ts", { cwd: root }))
  for (const fence of fencesOf(readFileSync(new URL(module, root), "utf8"), "[ \\t]*\\* ?"))
    if (fence.info.startsWith("ts"))
      write(`docstrings/${module}/${String(fence.line).padStart(4, "0")}.ts`, program(fence))

if (runnable === 0) throw new Error("no ts fence found in README.md and docs")

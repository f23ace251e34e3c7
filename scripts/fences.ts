/**
 * Turns documentation into programs. Each `ts` fence of the pages and of the docstrings becomes a
 * file under test/docs/fences/, with the `text` fence that follows it as its wanted output; a fence
 * marked `ts no-run` is only type-checked.
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

/** Writes the fences of a text; `path` is what the files are called up to their line numbers. */
const extract = (source: string, margin: string, path: string): void => {
  const fences = fencesOf(readFileSync(new URL(source, root), "utf8"), margin)
  for (const [position, fence] of fences.entries()) {
    const [language, ...marks] = fence.info.split(/\s+/)
    if (language !== "ts") continue
    if (/(?:from|import)\s*\(?\s*["']\.{1,2}\//.test(fence.body))
      throw new Error(`${source}:${fence.line} imports a relative path, which readers do not have`)
    const file = path + String(fence.line).padStart(4, "0")
    if (marks.includes("no-run")) {
      write(`${file}.no-run.ts`, program(fence))
      continue
    }
    write(`${file}.ts`, program(fence))
    const next = fences[position + 1]
    if (next?.info === "text") write(`${file}.txt`, next.body)
    runnable += 1
  }
}

const pages = globSync(["README.md", "docs/**/*.md"], { cwd: root, exclude: ["docs/api/**"] })
for (const page of pages) extract(page, "", `${page}/`)
if (runnable === 0) throw new Error("no ts fence found in README.md and docs")
for (const module of globSync("{src,adapters}/**/*.ts", { cwd: root }))
  extract(module, "[ \\t]*\\* ?", `${module.replace(/\.ts$/, "")}-`)

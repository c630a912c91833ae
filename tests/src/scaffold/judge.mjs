// What `npm run typecheck` and `npm run lint` say of the TypeScript project in the working folder, by one program that both
// use: each of the two would make its own, which is most of what they cost.

import { createRequire } from "node:module";

const require = createRequire(`${process.cwd()}/package.json`);
const { ESLint } = require("eslint");
const ts = require("typescript");

function typeCheck() {
  const host = {
    ...ts.sys,
    onUnRecoverableConfigFileDiagnostic: ({ messageText }) => {
      throw new Error(ts.flattenDiagnosticMessageText(messageText, "\n"));
    },
  };
  const { fileNames, options, errors } = ts.getParsedCommandLineOfConfigFile("tsconfig.json", {}, host);
  const program = ts.createProgram({ rootNames: fileNames, options, configFileParsingDiagnostics: errors });
  const complaints = ts.formatDiagnostics(ts.getPreEmitDiagnostics(program), {
    getCanonicalFileName: (name) => name,
    getCurrentDirectory: () => process.cwd(),
    getNewLine: () => "\n",
  });
  return { program, complaints };
}

async function lint(program) {
  const parserOptions = { projectService: false, programs: [program] };
  const eslint = new ESLint({ overrideConfig: { languageOptions: { parserOptions } } });
  const results = await eslint.lintFiles(["."]);
  if (results.length === 0) {
    return "nothing was linted\n";
  }
  const formatter = await eslint.loadFormatter("stylish");
  return await formatter.format(results);
}

const { program, complaints } = typeCheck();
const all = complaints + (await lint(program));
process.stdout.write(all);
process.exitCode = all === "" ? 0 : 1;

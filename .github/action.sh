#!/usr/bin/env bash
# What the action does. Everything comes in variables, so that it runs (and is tested) anywhere: DECANT may name the command.
set -uo pipefail
work=$(mktemp -d "${RUNNER_TEMP:-${TMPDIR:-/tmp}}/decant.XXXXXX")
read -ra decant <<<"${DECANT:-npx --yes decant@$VERSION}"
read -ra more <<<"${ARGS:-}"
case $COMMAND in
report | check) ;;
*)
  echo "::error::decant: there is no command $COMMAND here: it is report or check"
  exit 2
  ;;
esac

formats=(-f github -f "json=$work/report.json" -f "md=$work/body.md")
[ -n "${SARIF:-}" ] && formats+=(-f "sarif=$SARIF")
"${decant[@]}" "$COMMAND" -C "$DIRECTORY" "${formats[@]}" "${more[@]}"
status=$?
[ -f "$work/report.json" ] && echo "report=$work/report.json" >>"$GITHUB_OUTPUT"
[ -f "$work/body.md" ] || exit "$status"

# The comment that was written before is found by its first line, and edited: one for each project of the repository.
mark="<!-- decant $DIRECTORY -->"
{
  printf '%s\n' "$mark"
  tail -n +2 "$work/body.md"
} >"$work/comment.md"

comment() {
  local number found
  number=$(node -p 'JSON.parse(require("fs").readFileSync(process.env.GITHUB_EVENT_PATH, "utf8")).pull_request?.number ?? ""') || return
  [ -n "$number" ] || return
  found=$(gh api --paginate --slurp "repos/$GITHUB_REPOSITORY/issues/$number/comments" | MARK=$mark node -e '
    const comments = JSON.parse(require("fs").readFileSync(0, "utf8")).flat();
    console.log(comments.find(({ body }) => body?.startsWith(process.env.MARK))?.id ?? "");
  ') || return
  if [ -n "$found" ]; then
    gh api --silent --method PATCH "repos/$GITHUB_REPOSITORY/issues/comments/$found" -F "body=@$work/comment.md"
  else
    gh api --silent --method POST "repos/$GITHUB_REPOSITORY/issues/$number/comments" -F "body=@$work/comment.md"
  fi
}

# Where nobody may comment (a fork has a token that only reads), the summary of the step has it.
if [ "${COMMENT:-}" != true ] || ! comment; then
  cat "$work/comment.md" >>"$GITHUB_STEP_SUMMARY"
fi
exit "$status"

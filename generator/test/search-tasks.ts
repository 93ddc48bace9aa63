/** A task in a person's words, and the operations that do it; any one of them counts. */
export type SearchTask = readonly [words: string, ...operationIds: readonly [string, ...string[]]];

/**
 * Twenty tasks for GitHub's API, written down before there was a ranking to try them on. Do not change one to make it
 * pass: a miss is a finding.
 */
export const githubTasks: readonly SearchTask[] = [
  ["close an issue", "issues/update"],
  ["list my notifications", "activity/list-notifications-for-authenticated-user"],
  ["merge a pull request", "pulls/merge"],
  ["star a repository", "activity/star-repo-for-authenticated-user"],
  ["create a gist", "gists/create"],
  ["rerun a failed workflow", "actions/re-run-workflow-failed-jobs", "actions/re-run-workflow"],
  ["who am I", "users/get-authenticated"],
  ["comment on an issue", "issues/create-comment"],
  ["invite someone to an organization", "orgs/create-invitation"],
  ["add a label to an issue", "issues/add-labels"],
  ["see which files changed in a pull request", "pulls/list-files"],
  ["search for code", "search/code"],
  ["delete a branch", "git/delete-ref"],
  ["fork a repository", "repos/create-fork"],
  ["make a new release", "repos/create-release"],
  ["download a build artifact", "actions/download-artifact"],
  ["request a review from a teammate", "pulls/request-reviewers"],
  ["block a user", "users/block", "orgs/block-user"],
  ["show the contents of a file", "repos/get-content"],
  ["turn on branch protection", "repos/update-branch-protection"],
];

/** Forty more that the ranking was made with: tried, looked into, and answered by general means only. */
export const moreGithubTasks: readonly SearchTask[] = [
  ["how many API requests do I have left", "rate-limit/get"],
  ["follow somebody", "users/follow"],
  ["who contributed to this repo", "repos/list-contributors"],
  ["lock a conversation", "issues/lock"],
  ["set up a webhook for a repository", "repos/create-webhook"],
  ["move a repository to another owner", "repos/transfer"],
  ["stop a running workflow", "actions/cancel-workflow-run", "actions/force-cancel-workflow-run"],
  ["diff two commits", "repos/compare-commits-with-basehead", "repos/compare-commits"],
  ["members of an organization", "orgs/list-members"],
  ["create a team", "teams/create"],
  ["commit history of a repository", "repos/list-commits"],
  ["assign an issue to somebody", "issues/add-assignees", "issues/update"],
  ["open a pull request", "pulls/create"],
  [
    "store a secret for actions",
    "actions/create-or-update-repo-secret",
    "actions/create-or-update-org-secret",
  ],
  [
    "add an SSH key to my account",
    "users/create-public-ssh-key-for-authenticated-user",
    "users/create-ssh-signing-key-for-authenticated-user",
  ],
  ["add a collaborator", "repos/add-collaborator"],
  ["trigger a workflow by hand", "actions/create-workflow-dispatch"],
  ["write a file to a repository", "repos/create-or-update-file-contents"],
  ["mark all notifications as read", "activity/mark-notifications-as-read"],
  ["rename a branch", "repos/rename-branch"],
  ["list the repositories I starred", "activity/list-repos-starred-by-authenticated-user"],
  ["watch a repository", "activity/set-repo-subscription"],
  ["remove a label from an issue", "issues/remove-label"],
  ["approve a pull request", "pulls/create-review", "pulls/submit-review"],
  ["look at one commit", "repos/get-commit", "git/get-commit"],
  ["open issues of a repo", "issues/list-for-repo"],
  ["change the description of a repository", "repos/update"],
  ["make a repository private", "repos/update"],
  ["unfollow a user", "users/unfollow"],
  ["email addresses of my account", "users/list-emails-for-authenticated-user"],
  ["latest release", "repos/get-latest-release"],
  ["upload a file to a release", "repos/upload-release-asset"],
  ["which people can be assigned to an issue", "issues/list-assignees"],
  ["logs of a workflow run", "actions/download-workflow-run-logs"],
  ["create a repository in my organization", "repos/create-in-org"],
  ["delete a repository", "repos/delete"],
  ["remove somebody from a team", "teams/remove-membership-for-user-in-org"],
  ["list code scanning alerts", "code-scanning/list-alerts-for-repo", "code-scanning/list-alerts-for-org"],
  ["topics of a repository", "repos/get-all-topics"],
  ["react to a comment", "reactions/create-for-issue-comment", "reactions/create-for-commit-comment"],
];

/**
 * Twenty that the ranking was never tried on until it was settled, so that the figures of the other lists can be judged.
 * Nothing was changed for them afterwards.
 */
export const heldOutGithubTasks: readonly SearchTask[] = [
  ["merge pull request", "pulls/merge"],
  ["create issue", "issues/create"],
  ["list pull requests", "pulls/list"],
  ["list branches", "repos/list-branches"],
  ["get user profile", "users/get-by-username", "users/get-authenticated"],
  ["list my repositories", "repos/list-for-authenticated-user"],
  ["workflow runs of a repository", "actions/list-workflow-runs-for-repo"],
  ["create a webhook for an organization", "orgs/create-webhook"],
  ["add someone to a team", "teams/add-or-update-membership-for-user-in-org"],
  ["get the readme", "repos/get-readme"],
  ["search repositories", "search/repos"],
  ["search issues and pull requests", "search/issues-and-pull-requests"],
  ["dismiss a dependabot alert", "dependabot/update-alert"],
  ["cancel a workflow run", "actions/cancel-workflow-run"],
  ["delete a comment on an issue", "issues/delete-comment"],
  ["list deployments", "repos/list-deployments"],
  ["set repository topics", "repos/replace-all-topics"],
  ["unstar a repository", "activity/unstar-repo-for-authenticated-user"],
  ["lock an issue", "issues/lock"],
  ["page views of my repository", "repos/get-views"],
];

/** Tasks for specs that every checkout has: Bandwidth's and ReadMe's. */
export const bandwidthTasks: readonly SearchTask[] = [
  ["send a text message", "createMessage"],
  ["call somebody", "createCall"],
  ["hang up a call", "updateCall"],
  ["which carrier does this phone number belong to", "createSyncLookup"],
  ["remove a recording", "deleteRecording"],
  ["get the transcript of a recording", "getRecordingTranscription"],
  ["is my toll-free number verified", "getTollFreeVerificationStatus"],
  ["mute a participant of a conference", "updateConferenceMember"],
];

export const readmeTasks: readonly SearchTask[] = [
  ["upload a picture", "uploadImage"],
  ["apply for a job", "applyToReadMe"],
  ["make a new API key", "createAPIKey"],
  ["edit a changelog entry", "updateChangelog"],
  ["ask the AI something", "askOwlbot"],
  ["check whether an API definition is valid", "validateAPI"],
];

import { addresses, pageOf, refuse, type Answers, type Question } from './answer.ts';
import { commentBody } from './bodies.ts';

/** Comments on issues and pull requests. */
export const commentAnswers: Answers = {
  'issues/list-comments': (question) => {
    const issueNumber = Number(question.parameters['issue_number']);
    const all = question.repository.comments.filter((comment) => comment.issueNumber === issueNumber);
    return pageOf(question, all, (comment) => commentBody(comment, addresses(question)));
  },

  'issues/create-comment': (question) => {
    const { repository, account, body, parameters } = question;
    const issueNumber = Number(parameters['issue_number']);
    if (repository.lockedIssues.has(issueNumber)) {
      return refuse(403, 'Unable to create comment because issue is locked.');
    }
    const text = String(body['body']);
    if (text.length > 65_536) return refuse(422, 'Body is too long (maximum is 65536 characters)');
    const comment = repository.addComment(issueNumber, account, text);
    return { status: 201, body: commentBody(comment, addresses(question)) };
  },

  'issues/get-comment': (question) => {
    const comment = findComment(question);
    return comment
      ? { status: 200, body: commentBody(comment, addresses(question)) }
      : refuse(404, 'Not Found');
  },

  'issues/update-comment': (question) => {
    const comment = findComment(question);
    if (comment === undefined) return refuse(404, 'Not Found');
    const text = String(question.body['body']);
    if (text.length > 65_536) return refuse(422, 'Body is too long (maximum is 65536 characters)');
    comment.body = text;
    comment.updatedAt = new Date().toISOString();
    return { status: 200, body: commentBody(comment, addresses(question)) };
  },

  'issues/delete-comment': (question) => {
    const { comments } = question.repository;
    const comment = findComment(question);
    if (comment === undefined) return refuse(404, 'Not Found');
    comments.splice(comments.indexOf(comment), 1);
    return { status: 204, body: null };
  },
};

function findComment({ repository, parameters }: Question) {
  return repository.comments.find((comment) => comment.id === Number(parameters['comment_id']));
}

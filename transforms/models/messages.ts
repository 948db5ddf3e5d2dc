const why = 'The documentation shows what can be sent. Nothing is checked by it: the view answers for what it reads.';
const todo = 'Give the fields their right names and types; take the model as a parameter once clients may get a 422.';

export const messages = {
  body: {
    trust: 'same',
    what: 'the JSON body of `{endpoint}` is documented by `{model}`: {fields}',
    why,
    todo,
  },
  form: {
    trust: 'same',
    what: 'the form of `{endpoint}` is documented by `{model}`: {fields}',
    why,
    todo,
  },
  query: {
    trust: 'same',
    what: 'the query of `{endpoint}` is documented by `{model}`: {fields}',
    why,
    todo,
  },
  headers: {
    trust: 'same',
    what: 'the headers of `{endpoint}` are documented by `{model}`: {fields}',
    why,
    todo,
  },
  cookies: {
    trust: 'same',
    what: 'the cookies of `{endpoint}` are documented by `{model}`: {fields}',
    why,
    todo,
  },
  responses: {
    trust: 'same',
    what: 'the documentation of `{endpoint}` tells the statuses {statuses}',
    why: 'They stand in the view. FastAPI documents 200 and 422 by itself.',
    todo: 'Nothing has to be done.',
  },
  'path-values': {
    trust: 'same',
    what: 'what is in the path of `{endpoint}` is documented as such',
    why: 'The view is given it without having a parameter for it; FastAPI would leave it out.',
    todo: 'Nothing has to be done.',
  },
} as const;

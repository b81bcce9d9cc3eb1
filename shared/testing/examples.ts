import type { ModelConfig } from '#shared/model-config';

/** Projects, prompts and presets to develop and test with: plain data, made up for this. */
interface ExamplePrompt {
  name: string;
  text: string;
  modelConfig?: ModelConfig;
  tags?: string[];
  favourite?: boolean;
  /** Chance of a recorded run. */
  recordedWith?: number;
}

interface ExampleProject {
  name: string;
  description: string;
  prompts: ExamplePrompt[];
}

export const exampleProjects: ExampleProject[] = [
  {
    name: 'Cookbook',
    description: 'Recipes and kitchen texts for the small cookbook.',
    prompts: [
      {
        name: 'Lentil stew',
        text: 'Recipe: Lentil stew for six\n\nIngredients:\n',
        tags: ['recipe'],
        favourite: true,
        recordedWith: 2
      },
      {
        name: 'Pancakes',
        text: 'Recipe: Pancakes with apples\n\nIngredients:\n',
        tags: ['recipe'],
        recordedWith: 4
      },
      {
        name: 'No-knead bread',
        text: 'Recipe: Bread that needs no kneading\n\nMethod:\n1.',
        tags: ['recipe']
      },
      { name: 'Soup of the day', text: 'The soup of the day is', modelConfig: { maxTokens: 40 } },
      { name: 'Omelette for one', text: 'Beat two eggs with', modelConfig: { temperature: 0.3 } },
      {
        name: 'Shopping list',
        text: 'Shopping list for the weekend:\n- ',
        modelConfig: { stopSequences: ['\n\n'] }
      },
      {
        name: 'Back cover',
        text: 'Back cover of a cookbook for small kitchens:\n\n',
        modelConfig: { temperature: 1 }
      },
      {
        name: 'What to do with stale bread',
        text: 'What to do with stale bread\n\n1.',
        tags: ['ideas']
      }
    ]
  },
  {
    name: 'Letters',
    description: 'Letters and notes in a plain and friendly tone.',
    prompts: [
      {
        name: 'Roof repairs',
        text: 'Dear neighbour,\n\nI am writing to let you know that',
        tags: ['neighbours'],
        recordedWith: 1
      },
      {
        name: 'Thank you, team',
        text: 'Dear team,\n\nThank you all for',
        tags: ['work'],
        favourite: true,
        recordedWith: 3
      },
      {
        name: 'Dripping tap',
        text: 'Dear landlord,\n\nThe tap in the kitchen',
        modelConfig: { temperature: 0.4 }
      },
      {
        name: 'Birthday card',
        text: 'Happy birthday! I hope that',
        modelConfig: { maxTokens: 60 }
      },
      {
        name: 'An offer',
        text: 'Dear Ms Lindqvist,\n\nThank you for coming to talk to us on',
        tags: ['work']
      },
      {
        name: 'Note on the table',
        text: 'A note on the kitchen table\n\nThe soup is',
        recordedWith: 9
      },
      {
        name: 'Postcard',
        text: 'Postcard from the mountains\n\nThe weather is',
        modelConfig: { maxTokens: 80 }
      },
      { name: 'Apology', text: 'Dear Jonas,\n\nI am sorry that', tags: ['draft'] }
    ]
  },
  {
    name: 'Support',
    description: 'Answers to customers, and the notes behind them.',
    prompts: [
      {
        name: 'Parcel not arrived',
        text: 'Hello Maria,\n\nThank you for your message. I am sorry that',
        tags: ['answers'],
        favourite: true,
        recordedWith: 1
      },
      {
        name: 'Wrong invoice',
        text: 'Hello Jonas,\n\nThank you for telling us. You are right,',
        tags: ['answers'],
        recordedWith: 6
      },
      {
        name: 'Questions and answers',
        text: 'Question: How do I change my address?\nAnswer:',
        modelConfig: { stopSequences: ['\nQuestion:'] },
        tags: ['help']
      },
      {
        name: 'Can I undo it?',
        text: 'Question: Can I undo a deletion?\nAnswer:',
        modelConfig: { temperature: 0 },
        tags: ['help'],
        recordedWith: 1
      },
      {
        name: 'Incident summary',
        text: 'Subject: A short summary of what happened this morning\n\nHello everybody,\n\n',
        tags: ['work']
      },
      {
        name: 'Resetting the device',
        text: 'To reset the device, hold the small button',
        modelConfig: { temperature: 0.2 }
      },
      {
        name: 'Order changed',
        text: 'Subject: Your order has been changed\n\nHello Mr Silva,\n\nAs you asked,'
      },
      {
        name: 'How to report a problem',
        text: 'How to describe a problem so that somebody can help you\n\n- ',
        tags: ['help']
      }
    ]
  },
  {
    name: 'Stories',
    description: 'Very short stories, and first sentences that ask for more.',
    prompts: [
      {
        name: 'The clock',
        text: 'Once upon a time there was a clock that',
        tags: ['children'],
        favourite: true,
        recordedWith: 2
      },
      {
        name: 'A small dragon',
        text: 'Once upon a time there was a small dragon who',
        tags: ['children'],
        recordedWith: 5
      },
      {
        name: 'The lighthouse keeper',
        text: 'The lighthouse keeper had',
        modelConfig: { temperature: 1 }
      },
      {
        name: 'The robot',
        text: 'The robot had been built to',
        modelConfig: { temperature: 1.2, topP: 0.9 }
      },
      {
        name: 'Dialogue',
        text: '"Tell me a story," said the child.\n"Once there was',
        modelConfig: { frequencyPenalty: 0.6 }
      },
      {
        name: 'In the smallest house',
        text: 'In the smallest house in the street lived',
        recordedWith: 4
      },
      { name: 'The bridge', text: 'On the day that the bridge was finished,' },
      {
        name: 'Without an ending',
        text: 'Nobody knew where the road',
        modelConfig: { temperature: 1.4, maxTokens: 300 },
        tags: ['experiments']
      }
    ]
  },
  {
    name: 'How models work',
    description: 'Prompts that show one parameter each.',
    prompts: [
      {
        name: 'Greedy',
        text: 'What is a token? A token is',
        modelConfig: { temperature: 0, maxTokens: 80 },
        tags: ['temperature'],
        recordedWith: 1
      },
      {
        name: 'Warm',
        text: 'What is a token? A token is',
        modelConfig: { temperature: 1, maxTokens: 80 },
        tags: ['temperature']
      },
      {
        name: 'Far too warm',
        text: 'What is a token? A token is',
        modelConfig: { temperature: 2, maxTokens: 80 },
        tags: ['temperature']
      },
      {
        name: 'Top-k of two',
        text: 'How to write a good prompt\n\n1.',
        modelConfig: { topK: 2, temperature: 1.5 }
      },
      {
        name: 'Min-p',
        text: 'What does the temperature do?',
        modelConfig: { minP: 0.1, temperature: 1.5 }
      },
      {
        name: 'Always the same',
        text: 'A small glossary\n\nToken:',
        modelConfig: { seed: 42 },
        tags: ['seed'],
        recordedWith: 42
      },
      {
        name: 'Stop at the line end',
        text: 'Common mistakes in prompts\n\n-',
        modelConfig: { stopSequences: ['\n'] }
      },
      {
        name: 'With probabilities',
        text: 'A language model is',
        modelConfig: { logprobs: 5, maxTokens: 50 },
        tags: ['probabilities'],
        favourite: true,
        recordedWith: 4
      }
    ]
  }
];

export const examplePresets: { name: string; content: string | null; modelConfig: ModelConfig }[] =
  [
    { name: 'Exact', content: null, modelConfig: { temperature: 0 } },
    { name: 'Careful', content: null, modelConfig: { temperature: 0.3, topP: 0.9 } },
    { name: 'Lively', content: null, modelConfig: { temperature: 1, topP: 0.95 } },
    { name: 'Wild', content: null, modelConfig: { temperature: 1.6, minP: 0.05 } },
    { name: 'One line', content: null, modelConfig: { maxTokens: 60, stopSequences: ['\n'] } },
    { name: 'Long text', content: null, modelConfig: { maxTokens: 1000, frequencyPenalty: 0.3 } },
    { name: 'Repeatable', content: null, modelConfig: { seed: 1, temperature: 0.7 } },
    { name: 'Probabilities', content: null, modelConfig: { logprobs: 5, temperature: 1 } },
    {
      name: 'Recipe writer',
      content: 'Recipe: \n\nIngredients:\n- ',
      modelConfig: { temperature: 0.6 }
    },
    { name: 'Letter', content: 'Dear ,\n\n', modelConfig: { temperature: 0.4, maxTokens: 250 } }
  ];

import type { MessagesDraft } from './planting-messages.ts';

/** Two prompts of messages: variables with value sets, examples of good answers, and runs to compare. */
export const sampleMessages: MessagesDraft[] = [
  {
    name: 'Recipe for any dish',
    systemPrompt:
      'You write recipes for home cooks. Name the dish, list what is needed for {{people}}, then give ' +
      'numbered steps. No introduction.',
    messages: [
      { role: 'user', text: 'Recipe: Omelette with herbs' },
      {
        role: 'assistant',
        text:
          'Recipe: Omelette with herbs\n\nIngredients:\n- 4 eggs\n- a spoon of butter\n- chopped herbs\n\n' +
          'Method:\n1. Beat the eggs with a pinch of salt.\n2. Melt the butter in a pan over medium heat.\n' +
          '3. Pour in the eggs, and fold when they have almost set.'
      },
      { role: 'user', text: 'Recipe: {{dish}}' }
    ],
    variables: [
      { name: 'dish', type: 'text', required: true, default: null, options: [] },
      {
        name: 'people',
        type: 'select',
        required: false,
        default: 'two',
        options: ['two', 'four', 'six']
      }
    ],
    modelConfig: { temperature: 0.6, maxTokens: 200 },
    tags: ['cooking', 'variables'],
    valueSets: [
      {
        name: 'Pasta for two',
        values: { dish: 'Weeknight pasta with lemon and garlic', people: 'two' }
      },
      { name: 'Stew for six', values: { dish: 'Lentil stew', people: 'six' } }
    ],
    runs: [
      { chance: 11, values: 0, config: { temperature: 0.2 } },
      { chance: 23, values: 0 },
      { chance: 31, values: 1 }
    ]
  },
  {
    name: 'Answer to a customer',
    systemPrompt:
      'You answer customers of a small shop in a {{tone}} voice: thanks, the answer, the next step.',
    messages: [
      { role: 'user', text: 'My parcel has not come yet. It is a week late.' },
      {
        role: 'assistant',
        text:
          'Thank you for writing. I am sorry that your parcel is late. I have asked the carrier today and ' +
          'will write to you tomorrow with what they say.'
      },
      { role: 'user', text: '{{message}}' }
    ],
    variables: [
      {
        name: 'tone',
        type: 'select',
        required: false,
        default: 'friendly',
        options: ['friendly', 'formal']
      },
      { name: 'message', type: 'multiline', required: true, default: null, options: [] }
    ],
    modelConfig: { temperature: 0.5, maxTokens: 120 },
    tags: ['support', 'examples'],
    valueSets: [
      {
        name: 'Refund, friendly',
        values: { tone: 'friendly', message: 'The lamp arrived broken. Can I have my money back?' }
      },
      {
        name: 'Refund, formal',
        values: { tone: 'formal', message: 'The lamp arrived broken. Can I have my money back?' }
      }
    ],
    runs: [
      { chance: 5, values: 0 },
      { chance: 5, values: 1 }
    ]
  }
];

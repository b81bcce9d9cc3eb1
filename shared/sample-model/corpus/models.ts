/** How language models and prompts work. Pieces are parted by a line of three asterisks. */
export const models = `What is a language model? A language model is a program that has read a great deal of text and has learned which words tend to follow which. When you give it the beginning of a text, it works out how likely each possible next piece is, chooses one of them, adds it to the text, and begins again. That is all it does, one small step after another. What is surprising is how far one can get in this way.
***
What is a token? A model does not read letters and it does not read words. It reads tokens, which are pieces of text that are often as long as a short word. A common word is usually one token, and a rare word is cut into several. A rough rule for English is that one token is about four characters, so that a page of text has about five hundred tokens. The length of a prompt and the length of an answer are both counted in tokens, and so is the price.
***
What does the temperature do? At every step the model has a list of possible next tokens, and each of them has a probability. At a temperature of zero it always takes the most likely one, so that the same prompt gives the same answer every time. At a temperature of one it chooses by chance, in exact proportion to the probabilities. Above one the differences are made smaller, so that unlikely tokens get a better chance, and the text becomes more surprising and, sooner or later, nonsense. For facts and for code, choose a low temperature. For ideas and for stories, choose a higher one.
***
What is top-p? With top-p, the model keeps only the most likely tokens, as many as it takes to reach a given share of the probability, and it chooses among them. At 0.9, for example, the unlikely tokens that make up the last tenth are left out. It is a way to cut off the long tail of nonsense without making everything predictable. Change the temperature or top-p, but not both at once, or you will not know which of them helped.
***
What is a seed? A computer cannot really throw dice. It uses a long list of numbers that look as if they had come from dice, and the seed says where in the list it begins. With the same prompt, the same settings and the same seed, you get the same text again. This is useful when you want to change one thing and see what difference it makes.
***
What are stop sequences? A stop sequence is a piece of text at which the model has to stop. The stop sequence itself is not part of the answer. If you ask for a list and use an empty line as the stop sequence, you get one list and nothing after it. If you write a dialogue, use the name of the other speaker, so that the model does not answer for both.
***
What do the penalties do? The presence penalty makes every token that has already been used a little less likely. The frequency penalty does the same, but it grows with each use. Both of them help when a text begins to go round in circles. Use small values first. A high penalty forbids the model to use the small words that every sentence needs, and then the text falls apart.
***
What are log probabilities? When the model has chosen a token, it can tell you how likely that token was, and which other tokens it thought of. The number is usually given as a logarithm: zero means that it was certain, and minus seven means about one in a thousand. Where the probability is high, the model was sure of itself. Where it is low, it could easily have said something else. Such a place is often a good place to change the prompt.
***
How to write a good prompt

1. Say what you want in the first sentence, as you would say it to a clever person who has just walked into the room.
2. Say who is going to read the answer and what they already know.
3. Give an example. One example is worth a page of rules.
4. Say how long the answer should be and what form it should have.
5. Say what to do when something is missing, so that the model does not have to guess.
6. Read the answer, change one thing, and run it again.

The last step is the most important one. Nobody writes a good prompt at the first attempt.
***
Common mistakes in prompts

- Asking for three things at once. Ask for them one after another.
- Saying only what you do not want. Say what you want instead.
- Hiding the question in the middle of a long text. Put it at the beginning or at the end.
- Changing five things and then wondering which of them helped.
- Believing the answer because it is well written. A model is always fluent, and it is not always right.
***
This text was written by a very small model. It is a sample: it has read only a few pages, and it knows nothing about the world but how the words on those pages follow one another. It is here so that everything in this app can be tried without a key and without a network. The settings do what they would do with a large model: the temperature, the seed, the penalties and the maximum length are all real. Only the ideas are small.
***
Why does a model make things up? It has been built to continue a text in a likely way, and not to know what is true. Most of the time a likely text is also a true one, because most of what it has read was written by people who knew what they were talking about. But when you ask for something that it has never read, it continues all the same, and the result sounds just as sure. Ask for sources, check what matters, and tell the model that it may say "I do not know".
***
What is the difference between a completion and a chat? A completion model continues your text from where it ends. There is no question and no answer, only the text, and you can write the first half of anything. A chat model has been taught to take turns. It sees a list of messages, and it writes the next one. Underneath, the chat is turned into one long text, and the model continues it, so the two are more alike than they look.
***
What is the context? The context is everything that the model can see when it chooses the next token: your prompt, the messages before it, and what it has written so far. It has a limit, which is counted in tokens. What does not fit is not seen at all. A model does not remember the last conversation unless somebody puts it into the context again.
***
A small glossary

Token: a piece of text, the smallest thing that a model reads or writes.
Prompt: the text that you give to the model.
Completion: the text that the model adds to it.
Temperature: how much chance there is in the choice of the next token.
Context: everything that the model can see at once.
Seed: the number that makes chance repeatable.
Run: one call of a model, with everything that belongs to it.
Version: a copy of a prompt that does not change any more.`;

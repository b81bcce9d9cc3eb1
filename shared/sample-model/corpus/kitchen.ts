/** Recipes and kitchen notes. Pieces are parted by a line of three asterisks. */
export const kitchen = `Recipe: Weeknight pasta with lemon and garlic

Ingredients:
- 400 g of spaghetti
- 3 cloves of garlic, thinly sliced
- 4 tablespoons of olive oil
- the zest and juice of one lemon
- a handful of parsley, chopped
- salt and black pepper

Method:
1. Bring a large pot of water to the boil and salt it well.
2. Cook the pasta until it is just tender, and keep a cup of the cooking water.
3. Meanwhile, warm the oil in a wide pan and add the garlic. Let it turn gold, but not brown.
4. Tip the pasta into the pan, add the lemon and a splash of the cooking water, and toss until the sauce looks glossy.
5. Stir in the parsley, taste, and serve at once.

It takes about fifteen minutes, and most of that is waiting for the water.
***
Recipe: Tomato soup for a cold evening

Ingredients:
- 1 kg of ripe tomatoes, halved
- 1 onion, chopped
- 2 cloves of garlic
- 3 tablespoons of olive oil
- 500 ml of vegetable stock
- a few leaves of basil

Method:
1. Heat the oven to 200 degrees. Put the tomatoes on a tray with the garlic and half of the oil, and roast them for forty minutes.
2. Soften the onion in the rest of the oil over a low heat. This takes ten minutes and should not be hurried.
3. Add the tomatoes and the stock, and let everything simmer for ten minutes more.
4. Blend the soup until it is smooth, season it, and tear the basil over the top.

Serve it with toast. It keeps for three days in the fridge, and it is better on the second.
***
Recipe: Plain pancakes

Ingredients:
- 150 g of flour
- 2 eggs
- 300 ml of milk
- a pinch of salt
- butter for the pan

Method:
1. Whisk the eggs into the flour, then add the milk little by little until the batter is as thin as cream.
2. Let the batter rest for half an hour if you have the time.
3. Heat a pan, melt a small piece of butter in it, and pour in just enough batter to cover the bottom.
4. When the edges lift, turn the pancake over. The second side needs less time than the first.

The first pancake is never the best one. Eat it while nobody is looking.
***
Recipe: Lentil stew with carrots

Ingredients:
- 250 g of green lentils
- 2 carrots, diced
- 1 onion, chopped
- 1 stick of celery, chopped
- 1 tablespoon of tomato paste
- 1 litre of water or stock
- a bay leaf
- a little vinegar

Method:
1. Soften the onion, the carrots and the celery in a little oil.
2. Stir in the tomato paste and let it cook for a minute.
3. Add the lentils, the bay leaf and the water. Simmer for thirty minutes, or until the lentils are tender.
4. Take out the bay leaf, season with salt, and finish with a spoonful of vinegar.

The vinegar at the end makes the difference. Without it the stew is dull, and with it everything wakes up.
***
Recipe: Bread that needs no kneading

Ingredients:
- 500 g of bread flour
- 10 g of salt
- 2 g of dried yeast
- 380 ml of water

Method:
1. Stir everything together in a bowl until no dry flour is left. The dough will look rough, and that is as it should be.
2. Cover the bowl and leave it at room temperature overnight.
3. In the morning, fold the dough over itself four times and let it rest for an hour.
4. Heat the oven to 240 degrees with a heavy pot inside.
5. Bake the bread in the covered pot for thirty minutes, then without the lid for fifteen minutes more.

Let the bread cool before you cut it. This is the hardest step.
***
How to cook rice without watching it

Rinse the rice until the water runs almost clear. Put it in a pot with one and a half times as much water, add a pinch of salt, and bring it to the boil. Then put on the lid, turn the heat as low as it goes, and leave it alone for twelve minutes. Take the pot off the heat and wait for ten minutes more before you lift the lid. The steam does the rest. If the rice sticks to the bottom, the heat was too high; if it is wet, it needed a little longer.
***
Ten things worth having in a small kitchen

1. A sharp knife, and something to keep it sharp.
2. A wooden board that does not slide.
3. A heavy pan with a lid.
4. A pot that is large enough for pasta.
5. A wooden spoon.
6. A sieve.
7. A grater.
8. A set of scales.
9. A clean tea towel.
10. Somebody to cook for.

Everything else is useful now and then, but these are used every day.
***
The secret of a good salad is that there is no secret. Wash the leaves, dry them well, and dress them at the last moment. Three parts of oil to one part of vinegar is a good place to start, with a little salt and a little mustard to hold them together. Taste the dressing on a leaf and not on a spoon, because on a spoon it always seems too sharp. A wet salad is a sad salad.
***
The kettle is the busiest thing in the kitchen. In the morning it makes tea, at noon it makes soup, and in the evening it makes tea again. It asks for very little in return: fresh water, and now and then a spoonful of vinegar to clean the lime from its sides. If the kettle could talk, it would know everything about the house.
***
An omelette for one

Beat two eggs with a fork and a pinch of salt, just until the whites and the yolks are mixed. Melt a little butter in a small pan over a medium heat. When the butter stops foaming, pour in the eggs. Draw the edges towards the middle, and tilt the pan so that the runny egg fills the gaps. After a minute the top is still soft and the bottom is set. Fold it in half, slide it onto a warm plate, and eat it at once. An omelette does not wait for anybody.
***
What to cook when there is nothing in the house

There is almost always something. An onion, a tin of tomatoes and a packet of pasta make a dinner. An egg on toast is a dinner too. Rice with butter, black pepper and whatever cheese is left in the fridge has comforted a great many people. Start with the onion, warm some oil, and decide the rest while it cooks. By the time the kitchen smells good, you will know what to do.`;

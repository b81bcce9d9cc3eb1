/** Making and mending things. Pieces are parted by a line of three asterisks. */
export const workshop = `Measure twice and cut once. Everybody has heard it, and everybody has at some time measured once and cut twice. The rule is older than any of our tools, and it works for other things than wood. Before you send the message, read it again. Before you delete the folder, look inside. A second look costs a minute, and a new board costs a trip to the town.
***
How to sharpen a kitchen knife

You need a stone, some water, and ten quiet minutes. Soak the stone if it is the kind that wants to be soaked, and put it on a damp cloth so that it does not slide. Hold the blade at a low angle, about as high as two coins. Push it away from you along the whole length of the stone, edge first, as if you wanted to cut a thin slice from it. Ten strokes on one side, then ten strokes on the other. Keep the angle the same; that matters more than the number of strokes. When you can feel a fine burr along the edge, turn the stone over and repeat on the finer side. Wipe the knife, and try it on a tomato.
***
How to mend a wobbly chair

1. Turn the chair over and find the joint that moves. Often it is only one.
2. Take the joint apart if it comes apart easily. If it does not, leave it together.
3. Scrape off the old glue. New glue does not hold on old glue.
4. Put wood glue on both sides, and press the joint together.
5. Hold it tight with a clamp, or with a rope that you twist with a stick.
6. Wipe away what comes out, and wait until the next day.

Then sit on it. If it still wobbles, look at the floor.
***
The workshop smells of wood, oil and cold coffee. Along one wall hang the tools, each in front of its own painted shadow, so that one can see at a glance which of them is missing. Along the other wall stand the jars: screws, nails, hooks, and a jar with the label "other". My father used to say that a tool has two places, the hand and the wall. I have come to think that it is the best rule for order that there is.
***
Three kinds of glue and when to use them

Wood glue is for wood, and for nothing else. It needs pressure and time, and then it is stronger than the wood around it.
Two-part glue is for metal, glass and stone. It fills gaps, it does not need much pressure, and it is patient for five minutes.
Super glue is for small things that fit together well. It holds at once, which is its strength and its weakness.

Whatever you use, the surfaces have to be clean and dry. Most joints fail because of dust.
***
How to fix a puncture

Turn the bicycle over and take out the wheel. Push the tyre away from the rim with two levers, all the way round, and pull out the inner tube. Pump it up and listen. If you hear nothing, hold it under water and look for bubbles. Mark the hole. Roughen the rubber around it, put on a thin film of glue, and wait until it no longer looks wet. Press the patch on firmly. Before you put everything together again, run your fingers along the inside of the tyre, because the thorn that made the hole is often still there.
***
"Is it finished?" she asked.
"Almost," he said.
"You said that yesterday."
"Yesterday it was almost finished as well. Today it is more almost."
She walked around the boat once. It was small and white, and the paint on one side was still wet.
"Will it float?"
"There is one way to find out," he said, and he put down the brush.
***
A short guide to screws

A screw that will not turn is usually in the wrong hole. A screw that turns and turns is in a hole that has become too large; put a matchstick and a drop of glue into it and try again. Drill a small hole first if you work near the end of a board, or the wood will split. A little soap on the thread makes hard wood softer. And buy a good screwdriver in each of the three common sizes, because nothing ruins a screw like a tool that almost fits.
***
When you take something apart, put the pieces down in the order in which they came out, from left to right, on a white cloth. Take a photograph of each step. It seems like too much trouble, until the telephone rings, or until it is Tuesday. Then you put the pieces back from right to left, and at the end there is nothing left over. If there is something left over, you have improved the machine or you have broken it, and you will soon know which.
***
Notes on a first shelf

The wall was not straight. This was the first thing I learned. The second thing was that the spirit level is right and that the eye is wrong. I drilled four holes, and two of them were where I wanted them to be. I bought larger plugs. In the end the shelf was level, the books stood on it, and nobody but me could see the other two holes, which are behind the dictionary.
***
How to paint a wall so that it looks good

Move everything out of the way and cover the rest. Clean the wall, fill the holes, and sand them smooth when they are dry. This takes longer than the painting, and it is what people will see. Paint the edges first with a brush, and then the surface with a roller, while the edges are still wet. Work from the light towards the dark. Do not go back over a part that has begun to dry. Two thin coats are better than one thick coat. Open the windows, and do not lean on anything until tomorrow.
***
A drill, a saw, a hammer, a plane and a square: with these five one can make a table. It will not be a beautiful table the first time. It will stand, though, and you will know what each of its joints is for. The second table will be better, and you will keep the first one all your life.`;

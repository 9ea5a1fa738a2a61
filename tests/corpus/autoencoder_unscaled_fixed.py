import numpy as np
from keras.layers import Input, Dense
from keras.models import Model
from sklearn.datasets import load_sample_images

# autoencoder on gray patches; loss = 9000 and does not change
photo = load_sample_images().images[0].mean(axis=2)
rows, cols = photo.shape
patches = []
for r in range(0, rows - 16, 8):
    for c in range(0, cols - 16, 8):
        patches.append(photo[r:r + 16, c:c + 16].ravel())
x_train = np.array(patches).astype('float32')
x_train = x_train / 255.
print(x_train.shape, x_train.max())

encoding_dim = 32
input_img = Input(shape=(256,))
encoded = Dense(128, activation='relu')(input_img)
encoded = Dense(encoding_dim, activation='relu')(encoded)
decoded = Dense(128, activation='relu')(encoded)
decoded = Dense(256, activation='sigmoid')(decoded)
autoencoder = Model(input_img, decoded)
autoencoder.compile(optimizer='adam', loss='mse')
autoencoder.fit(x_train, x_train, epochs=10, batch_size=64, shuffle=True)
